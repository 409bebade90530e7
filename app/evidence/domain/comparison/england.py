"""England's local authorities by region, with the numbers that the Department for Education publishes of each.

Source: DfE, Education, health and care plans, reporting year 2025 (Open Government Licence): requests refused and
assessments without a plan in 2024, plans made in 2024, and plans in January 2025. The release states no rounding and no
suppression.
"""

from typing import NamedTuple

from app.kernel.terms import DecisionKind

_COUNTED = """
= North East
390 118 11 331 1923|391 134 72 497 3095|392 70 49 285 2298|393 86 22 193 1776|394 343 36 306 3000|805 62 2 128 966
806 135 0 293 2019|807 41 22 150 1492|808 13 41 385 2442|840 316 47 1009 5390|841 58 2 196 1122|929 285 18 751 3873
= North West
340 199 30 520 2789|341 847 85 1283 6814|342 101 5 592 2179|343 60 44 775 3736|344 125 22 691 4858|350 148 1 596 3604
351 184 10 361 2804|352 546 96 1593 8875|353 194 48 368 3652|354 182 24 480 2970|355 331 4 511 3387
356 225 10 610 3506|357 29 14 779 3473|358 139 41 393 3143|359 259 18 680 3579|876 200 6 240 1712|877 75 18 487 2309
888 876 20 1821 12317|889 55 0 262 1522|890 89 31 234 1661|895 193 54 593 4871|896 421 55 608 3808|942 278 15 412 2893
943 91 29 359 2377
= Yorkshire and The Humber
370 294 65 420 3044|371 326 30 479 3142|372 304 44 596 3623|373 253 8 757 5952|380 671 70 1340 7493
381 109 38 460 2556|382 227 44 763 4475|383 356 10 773 6093|384 39 59 531 3857|810 192 38 536 3245|811 276 63 483 3695
812 89 20 402 1983|813 112 3 191 1664|815 306 339 899 5486|816 103 21 258 1556
= East Midlands
830 805 167 1386 7625|831 300 101 492 3735|855 276 199 929 7196|856 1 3 579 4057|857 4 10 77 376|891 318 162 1295 5422
892 137 10 295 1909|925 724 48 1208 8420|940 295 41 992 4551|941 296 26 713 4153
= West Midlands
330 1044 22 1479 12094|331 288 2 675 3477|332 181 98 545 3805|333 86 2 485 4064|334 195 23 346 2503
335 668 98 597 4743|336 48 40 395 3148|860 953 3 1236 8461|861 189 9 587 3405|884 108 1 347 1717|885 330 74 1490 6970
893 163 13 754 3016|894 135 12 326 2439|937 306 11 1207 6868
= East of England
821 108 7 363 2723|822 153 2 358 2170|823 300 39 676 4035|873 158 72 739 8007|874 223 11 465 2908
881 852 19 1905 14240|882 137 61 309 1992|883 254 7 320 2508|919 775 89 1849 12920|926 333 214 2031 12147
935 267 51 1618 8837
= London
201 0 0 5 26|202 16 0 202 1607|203 89 58 690 3244|204 153 2 487 3681|205 104 33 176 1779|206 121 15 295 2119
207 24 4 103 819|208 261 2 392 3316|209 281 3 348 3696|210 352 11 494 3552|211 189 31 639 4555|212 111 7 411 3175
213 51 14 149 1429|301 95 24 502 3063|302 214 10 765 4320|303 201 4 536 3267|304 170 20 550 3791|305 290 72 674 4395
306 178 1 905 5232|307 177 18 541 4040|308 208 44 665 4970|309 176 31 204 2954|310 76 5 469 2689|311 193 18 442 3005
312 304 62 423 3469|313 214 11 400 3382|314 62 14 316 1958|315 121 7 424 2730|316 190 28 379 1199|317 122 24 362 3391
318 89 12 310 2018|319 221 29 390 2582|320 0 2 389 3663
= South East
825 305 5 779 7217|826 0 10 331 2982|845 594 34 539 4939|846 134 2 452 2800|850 887 137 2634 17784|851 92 42 492 2310
852 28 0 338 2785|867 106 2 241 1654|868 116 2 142 1342|869 160 6 266 1685|870 148 5 302 1966|871 34 12 321 2192
872 158 28 277 2206|886 2200 488 2890 20635|887 180 54 376 3041|921 7 0 187 1799|931 262 100 1159 7307
936 1050 398 2580 16069|938 744 25 1788 9301
= South West
420 1 0 1 17|800 156 23 370 2469|801 271 49 778 4931|802 431 88 626 2644|803 324 3 509 3236|838 175 71 617 4333
839 295 170 1034 4432|865 210 91 993 6383|866 107 35 281 2772|878 819 218 1491 9848|879 1 5 337 3081
880 31 19 205 1643|908 305 0 936 4949|916 457 39 967 6412|933 473 26 743 5725
"""
PLANS_DISPUTABLE = 90_000
"""Plans of a year whose content can be appealed, in England. Assumed: most of the plans made, and plans amended."""
_OTHERS = {
    DecisionKind.REFUSAL_TO_REASSESS: 1_500, DecisionKind.REFUSAL_TO_AMEND: 3_000,
    DecisionKind.CEASE_TO_MAINTAIN: 10_207,
}  # fmt: skip
"""Other decisions of a year in England. Assumed: with the rest they make about 150 thousand."""


class Counted(NamedTuple):
    """What is published of one authority."""

    code: str
    region: str
    refused_to_assess: int
    refused_to_issue: int
    plans_made: int
    plans: int


def _read(table: str) -> tuple[Counted, ...]:
    found, region = [], ""
    for line in table.strip().splitlines():
        if line.startswith("="):
            region = line.removeprefix("= ")
            continue
        for entry in line.split("|"):
            code, *numbers = entry.split()
            found.append(Counted(code, region, *map(int, numbers)))
    return tuple(found)


COUNTED = _read(_COUNTED)
REGIONS = tuple(dict.fromkeys(one.region for one in COUNTED))
_MADE = sum(one.plans_made for one in COUNTED)
_PLANS = sum(one.plans for one in COUNTED)

Mix = tuple[float, ...]
"""Decisions of each kind in a year, in the order of `DecisionKind`."""


def mix_of(one: Counted) -> Mix:
    """Return an authority's decisions of each kind. The refusals are published. What is not published is divided like
    the plans made, or like the plans in force."""
    numbers = {
        DecisionKind.REFUSAL_TO_ASSESS: float(one.refused_to_assess),
        DecisionKind.REFUSAL_TO_ISSUE_PLAN: float(one.refused_to_issue),
        DecisionKind.PLAN_CONTENT: PLANS_DISPUTABLE * one.plans_made / _MADE,
        **{kind: number * one.plans / _PLANS for kind, number in _OTHERS.items()},
    }
    return tuple(numbers[kind] for kind in DecisionKind)


MIXES = {one.code: mix_of(one) for one in COUNTED}
OF_ENGLAND: Mix = tuple(map(sum, zip(*MIXES.values(), strict=True)))
