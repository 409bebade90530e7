"""The local authorities in England that answer for education, by the Department for Education's code, with their days.

Source: the list by which the Department's statisticians check what they publish (`las.csv`, its column of three-digit
codes), with the changes of 1 May 2025, after which Barnsley and Sheffield kept their codes. Compare it with the
Department's register (Get Information about Schools) whenever authorities are reorganised.
"""

from datetime import date, timedelta

from app.law.domain.model import Verified

SOURCE = (
    "The list of authorities that statisticians of the Department for Education use to check their publications, "
    "with the changes up to 1 May 2025."
)
"""The source as the API names it."""

AS_OF = date(2025, 5, 1)
"""The day of the list. A later reorganisation needs a new row, in a new release."""

VERIFIED = Verified.SECONDARY
"""How sure the list is: read in the statisticians' list, and not compared row by row with the Department's register."""

_IN_BEING = """
201 City of London|202 Camden|203 Greenwich|204 Hackney|205 Hammersmith and Fulham|206 Islington
207 Kensington and Chelsea|208 Lambeth|209 Lewisham|210 Southwark|211 Tower Hamlets|212 Wandsworth|213 Westminster
301 Barking and Dagenham|302 Barnet|303 Bexley|304 Brent|305 Bromley|306 Croydon|307 Ealing|308 Enfield|309 Haringey
310 Harrow|311 Havering|312 Hillingdon|313 Hounslow|314 Kingston upon Thames|315 Merton|316 Newham|317 Redbridge
318 Richmond upon Thames|319 Sutton|320 Waltham Forest
330 Birmingham|331 Coventry|332 Dudley|333 Sandwell|334 Solihull|335 Walsall|336 Wolverhampton
340 Knowsley|341 Liverpool|342 St. Helens|343 Sefton|344 Wirral
350 Bolton|351 Bury|352 Manchester|353 Oldham|354 Rochdale|355 Salford|356 Stockport|357 Tameside|358 Trafford|359 Wigan
370 Barnsley|371 Doncaster|372 Rotherham|373 Sheffield|380 Bradford|381 Calderdale|382 Kirklees|383 Leeds|384 Wakefield
390 Gateshead|391 Newcastle upon Tyne|392 North Tyneside|393 South Tyneside|394 Sunderland|420 Isles of Scilly
800 Bath and North East Somerset|801 Bristol, City of|802 North Somerset|803 South Gloucestershire|805 Hartlepool
806 Middlesbrough|807 Redcar and Cleveland|808 Stockton-on-Tees|810 Kingston upon Hull, City of
811 East Riding of Yorkshire|812 North East Lincolnshire|813 North Lincolnshire|815 North Yorkshire|816 York
821 Luton|822 Bedford|823 Central Bedfordshire|825 Buckinghamshire|826 Milton Keynes|830 Derbyshire|831 Derby
838 Dorset|839 Bournemouth, Christchurch and Poole|840 County Durham|841 Darlington|845 East Sussex
846 Brighton and Hove|850 Hampshire|851 Portsmouth|852 Southampton|855 Leicestershire|856 Leicester|857 Rutland
860 Staffordshire|861 Stoke-on-Trent|865 Wiltshire|866 Swindon|867 Bracknell Forest|868 Windsor and Maidenhead
869 West Berkshire|870 Reading|871 Slough|872 Wokingham|873 Cambridgeshire|874 Peterborough|876 Halton|877 Warrington
878 Devon|879 Plymouth|880 Torbay|881 Essex|882 Southend-on-Sea|883 Thurrock|884 Herefordshire, County of
885 Worcestershire|886 Kent|887 Medway|888 Lancashire|889 Blackburn with Darwen|890 Blackpool|891 Nottinghamshire
892 Nottingham|893 Shropshire|894 Telford and Wrekin|895 Cheshire East|896 Cheshire West and Chester|908 Cornwall
916 Gloucestershire|919 Hertfordshire|921 Isle of Wight|925 Lincolnshire|926 Norfolk|929 Northumberland|931 Oxfordshire
933 Somerset|935 Suffolk|936 Surrey|937 Warwickshire|938 West Sussex|940 North Northamptonshire
941 West Northamptonshire|942 Cumberland|943 Westmorland and Furness
"""

AUTHORITIES = dict(entry.split(" ", 1) for line in _IN_BEING.split("\n") for entry in line.split("|") if entry)
"""The name of each authority by its code."""

ENDED = {
    "820": ("Bedfordshire", "2009-03-31"),
    "835": ("Dorset", "2019-03-31"),
    "836": ("Poole", "2019-03-31"),
    "837": ("Bournemouth", "2019-03-31"),
    "875": ("Cheshire", "2009-03-31"),
    "909": ("Cumbria", "2023-03-31"),
    "928": ("Northamptonshire", "2021-03-31"),
}
"""Authorities that are no more, each with its last day: the code is known, and nobody's."""

BEGAN = {
    "822": "2009-04-01",
    "823": "2009-04-01",
    "838": "2019-04-01",
    "839": "2019-04-01",
    "895": "2009-04-01",
    "896": "2009-04-01",
    "940": "2021-04-01",
    "941": "2021-04-01",
    "942": "2023-04-01",
    "943": "2023-04-01",
}
"""The first day of each authority that followed others. Every other authority in being is older than this list."""

FOLLOWED_BY = {
    "820": ("822", "823"),
    "835": ("838", "839"),
    "836": ("839",),
    "837": ("839",),
    "875": ("895", "896"),
    "909": ("942", "943"),
    "928": ("940", "941"),
}
"""The codes between which the area of an ended authority was divided."""

FICTIONAL = frozenset({"991", "992", "993"})
"""The sandbox's authorities. No code of a real one begins so."""


def why_unknown(code: str) -> str | None:
    """Say why a code is no authority's. None if it is one's, the sandbox's among them."""
    if code in AUTHORITIES or code in FICTIONAL:
        return None
    if code in ENDED:
        name, last_day = ENDED[code]
        followed = " or ".join(f"{one} ({AUTHORITIES[one]})" for one in FOLLOWED_BY[code])
        return f"{name} ended on {last_day}. Use the code of the authority that replaced it: {followed}"
    return "No local authority in England has this code"


def follower(code: str) -> str:
    """Return the code of the authority that answers now: of the only one that followed, or the same code."""
    while len(followed := FOLLOWED_BY.get(code, ())) == 1:
        [code] = followed
    return code


def followed_on(code: str) -> date | None:
    """Return the first day on which others followed an ended authority. None for any other code."""
    ended = ENDED.get(code)
    return None if ended is None else date.fromisoformat(ended[1]) + timedelta(days=1)


def why_no_successor(code: str, successor: str, today: date) -> str | None:
    """Say why an authority did not follow another. None if it did. The sandbox's authorities may follow one another."""
    if {code, successor} <= FICTIONAL:
        return "An authority cannot replace itself" if code == successor else None
    first = followed_on(code)
    if first is None:
        return f"As far as this release of the service knows, the authority with the code {code} has not ended"
    if today < first:
        return (
            f"{ENDED[code][0]} ends on {ENDED[code][1]}: transfer its cases to the authority that follows on "
            f"{first} or later"
        )
    if successor not in FOLLOWED_BY[code]:
        return f"{ENDED[code][0]} was replaced by {' and '.join(FOLLOWED_BY[code])}"
    return None


def codes_on(day: date) -> dict[str, str]:
    """Return the codes of the authorities that were in being on a day, each with its name."""
    began = {code: date.fromisoformat(first) for code, first in BEGAN.items()}
    ended = {code: name for code, (name, last) in ENDED.items() if day <= date.fromisoformat(last)}
    in_being = {code: name for code, name in AUTHORITIES.items() if began.get(code, date.min) <= day}
    return dict(sorted({**in_being, **ended}.items()))
