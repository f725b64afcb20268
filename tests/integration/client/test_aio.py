"""The front door for asyncio: the same words with the same effect."""

from __future__ import annotations

import asyncio

import pytest

from integration.company import SECRET, Shop
from troth.aio import AsyncTroth
from troth.errors import NotForThisPurpose, Refused


async def _sees(troth: AsyncTroth, purpose: str, member: int) -> bool:
    async with troth.purpose(purpose, actor="ana") as db:
        return await (await db.execute("select 1 from member where member_id = %s", [member])).fetchone() is not None


def test_a_day_at_the_async_door(shop: Shop) -> None:
    ana, ben = shop.sign_up(), shop.sign_up()

    async def day() -> None:
        async with AsyncTroth(shop.folder, shop.database.url, secret=SECRET) as troth:
            subject = troth.subject("member", ana)
            await subject.consent("newsletter")
            assert await _sees(troth, "newsletter", ana) and not await _sees(troth, "newsletter", ben)
            await asyncio.gather(*(troth.subject("member", key).consent("surveys") for key in [ana, ben] * 10))
            number = (await subject.restrict("accuracy", categories=["contact.email"])).id
            assert not await _sees(troth, "surveys", ana) and await _sees(troth, "surveys", ben)
            await subject.lift(number)
            await troth.consent_many("member", [ana, ben], "newsletter")
            async with troth.purposes("account", "newsletter") as db:
                await db.execute("update member set full_name = 'Ben' where member_id = %s", [ben])
                await db.switch("newsletter")
                assert await (await db.execute("select 1 from member where full_name = 'Ben'")).fetchone()
            assert len(await subject.history()) == 14
            with pytest.raises(NotForThisPurpose):
                async with troth.purpose("bookkeeping") as db:
                    await db.execute("select email from member")
            with pytest.raises(Refused):
                await subject.withdraw("account")

    asyncio.run(day())


def test_a_cancelled_block_is_rolled_back(shop: Shop) -> None:
    ana = shop.sign_up()

    async def cancelled() -> None:
        async with AsyncTroth(shop.folder, shop.database.url, secret=SECRET) as troth:

            async def long() -> None:
                async with troth.purpose("account") as db:
                    await db.execute("update member set full_name = 'lost' where member_id = %s", [ana])
                    await db.execute("select pg_sleep(30)")

            task = asyncio.create_task(long())
            await asyncio.sleep(0.5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            async with troth.purpose("account") as db:
                name = await (await db.execute("select full_name from member where member_id = %s", [ana])).fetchone()
            assert name == (f"Member {ana}",)

    asyncio.run(cancelled())
