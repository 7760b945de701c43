"""Titles: what the words of a title say, and when two of them name the same piece or the same work.

`fold` spellings; `numerals` numbers; `versions` the parts of a title (with `segments`, `vocabulary`, `origins`);
`ownwork` a title that carries its work; `scripts` likeness across scripts (with `kana`, `japanese`, `hangul`,
`loanwords`); `works` works and their other names. All of it is pure.
"""
