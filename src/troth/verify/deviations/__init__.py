"""The kinds of deviation: one file, one code (`CODE`), one function (`find`) that yields findings."""
