"""A cell that can never be unlinked."""

from collections.abc import Callable
from textwrap import dedent


def test_in_a_persons_own_row(found: Callable[..., str]) -> None:
    said = found(tables={"phone: contact.phone": "phone: {holds: contact.phone, once_unlinked: plain}"})
    assert said == dedent("""\
        [TR251] error: `buyer.phone` has `once_unlinked`, and the row is the person: it has no link that could go
          where: tables.yaml:8:37
          why:   a cell is plain only once nothing leads from it to a person any more
          hint:  leave `once_unlinked` out
        """)


def test_on_an_annotated_document(found: Callable[..., str]) -> None:
    said = found(tables={"body: letter": "body: {holds: letter, rectify: annotate, once_unlinked: plain}"})
    assert "`letter.body` has `once_unlinked`, and what people say beside it names them" in said


def test_in_a_row_that_is_linked(found: Callable[..., str]) -> None:
    assert found(tables={"body: letter": "body: {holds: letter, once_unlinked: plain}"}) == ""


def test_on_the_place_of_a_file(found: Callable[..., str]) -> None:
    said = found(tables={"body: letter": "body: {holds: letter, file: scans, once_unlinked: plain}"})
    assert "`letter.body` has `once_unlinked`, and is the place of a file, which stays somebody's" in said
