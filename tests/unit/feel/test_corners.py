"""Corners of the specification, one line each: an expression and what it equals (null with or without reason)."""

from __future__ import annotations

import pytest

from workflows import feel

CORNERS = r"""
list contains([1, 2, null], null)                       | true
list contains([1], "1")                                 | false
min([null, 1])                                          | null
sum([1, null])                                          | null
any(false, null)                                        | null
all(true, null)                                         | null
concatenate([1], null)                                  | null
insert before([1, 2], 3, 3)                             | null
remove([1, 2, 3], -1)                                   | [1, 2]
distinct values([1, "1", null, null])                   | [1, "1", null]
reverse([null, 1])                                      | [1, null]
count(null)                                             | null
mode([])                                                | []
modulo(-10.1, 4.5)                                      | 3.4
string(@"2018-12-10T10:30:00.0001+05:00:01")            | "2018-12-10T10:30:00.0001+05:00:01"
string({"{": "foo"})                                    | "{\"{\": \"foo\"}"
string([1, [2, "x"]])                                   | "[1, [2, \"x\"]]"
string(["a".."c"])                                      | "[\"a\"..\"c\"]"
time("10:30:00+24:00")                                  | null
time(12, 59, 60)                                        | null
date and time("2017-08-10T10:20:00@xyz/abc")            | null
duration("P1.5D")                                       | null
duration("PT1.5M")                                      | null
duration("P1Y0D")                                       | null
matches("foobar", "Fo*bar", "z")                        | null
matches("abcd", "ab cd", "x")                           | true
matches("hello\nworld", ".*hello.*world.*", "s")        | true
matches("hello\nworld", "hello.world")                  | false
matches("a\nb", "^b$", "m")                             | true
matches("h", "(.)\\3")                                  | null
split("", "a")                                          | [""]
string join(["a", "b"], null)                           | "ab"
string join("a")                                        | "a"
is(1, null)                                             | false
day of year(date and time("2020-01-31T00:00:00Z"))      | 31
week of year(date("2020-12-31"))                        | 53
context merge({a: 1})                                   | {a: 1}
context merge([{a: 1}, null])                           | null
{a: 1} instance of context<a: number, b: string>        | false
(< 10) instance of range<number>                        | true
false and "x"                                           | false
true and "x"                                            | null
true or "x"                                             | true
[{a: 1}, {b: 2}].a                                      | [1, null]
[].a                                                    | []
[1, 2, 3][-4]                                           | null
[1, 2, 3][true]                                         | [1, 2, 3]
[1, 2, 3][null]                                         | []
null[1]                                                 | null
null[item > 1]                                          | []
true[1]                                                 | true
[{x: 1, y: 2}, {x: 2, y: 3}][x > 1].y                   | [3]
some i in null satisfies true                           | null
every i in [true, null] satisfies i                     | null
some i in [null, true] satisfies i                      | true
some i in 1 satisfies i = 1                             | true
some i in [1..3] satisfies i = 2                        | true
true < false                                            | null
@"P1Y" < @"P12M"                                        | false
@"P1Y" = @"P365D"                                       | null
[1] = 1                                                 | null
{} = null                                               | false
date("2012-12-24") in (@"2012-12-23"..@"2012-12-25")    | true
4 instance of number and 5 > 4                          | true
date("2017-01-01") < date and time("2017-01-01T10:00:00") | null
time("10:00:00@Europe/Paris") = time("10:00:00@Asia/Dhaka") | false
time("10:00:00+00:00") = time("10:00:00@Etc/UTC")       | true
@"2018-12-08T00:00:00@Europe/Paris".time offset         | @"PT1H"
{a: 1, b: {a: 2, c: a}}.b.c                             | 2
for x in [1, 2] return {a: x}.a                         | [1, 2]
round half down(-5.5, 0)                                | -5
(null..10]                                              | (null..10]
5 in (null..10]                                         | null
5 in [1, "a", null, 5]                                  | true
null in [null]                                          | true
"a" in "abc"                                            | false
(-8) ** 0.5                                             | null
0 ** 0                                                  | 1
10 ** 6144 * 10                                         | null
-0 = 0                                                  | true
"a" != null                                             | true
1 != "a"                                                | null
"""
PAIRS = [[part.strip() for part in line.rsplit(" | ", 1)] for line in CORNERS.strip().splitlines()]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_corner(text: str, expected: str) -> None:
    actual, wanted = feel.evaluate(text), feel.evaluate(expected)
    assert feel.kind_of(actual) == feel.kind_of(wanted)
    assert feel.equal(actual, wanted) is True or feel.to_text(actual) == feel.to_text(wanted)
