"""The English tables, in base forms. `read_table` describes the form of a line."""

from __future__ import annotations

from typing import Final

NOUNS: Final = """
measurable 2: weight score grade rank ranking revenue profit income sale amount distance speed pace rate
measurable 2: ratio average percentage percent metric subscriber follower customer visitor download calorie
measurable 2: blood_pressure heart_rate body_fat word_count step_count net_worth gpa kpi milestone benchmark
measurable 2: certificate diploma checklist
measurable 1: level result count total minimum maximum record
time_bound 2: deadline weekday weekend monday tuesday wednesday thursday friday saturday sunday quarter
time_bound 2: semester birthday christmas
time_bound 1: morning afternoon evening night noon midnight spring summer autumn winter
obstacle 2: obstacle barrier problem difficulty challenge distraction temptation excuse fear doubt anxiety
obstacle 2: stress fatigue injury pain debt procrastination laziness burnout overtime alcohol cigarette
obstacle 2: addiction risk mistake weakness limit conflict pressure burden perfectionism snack setback
obstacle 2: netflix youtube
resources 2: money budget saving salary loan fund grant tool equipment laptop computer book textbook course
resources 2: class lesson coach trainer teacher mentor friend family partner wife husband parent colleague
resources 2: team teammate group community gym library studio pool app skill ability experience knowledge
resources 2: network help material bike shoe piano guitar camera notebook calendar alarm energy expert
resources 2: doctor therapist office desk car kit software website time
"""

# Words that do not change, and phrases: `_` stands for a space.
FIXED: Final = """
measurable 1: at_least at_most more_than less_than fewer_than no_more_than no_less_than up_to
time_bound 2: daily weekly monthly yearly annually quarterly nightly today tonight tomorrow every_day
time_bound 2: every_night every_morning every_evening every_week every_weekend every_month every_year
time_bound 2: every_hour each_day each_week each_month each_year per_day per_week per_month per_year
time_bound 2: per_hour a_day a_week a_month a_year this_week this_month this_year this_quarter next_week
time_bound 2: next_month next_year next_quarter this_weekend next_weekend this_summer next_summer
time_bound 2: this_spring next_spring this_winter next_winter year_end end_of_the_year end_of_the_month
time_bound 2: end_of_the_week end_of_year end_of_month every_monday every_tuesday every_wednesday
time_bound 2: every_thursday every_friday every_saturday every_sunday every_other_day
quantified 2: once twice thrice half double triple
obstacle 2: tired busy lazy afraid scared difficult hard lonely sick injured overwhelmed distracted bored
obstacle 2: lack lacking
obstacle 1: but despite although though however without instead_of because_of cannot can't won't struggle
resources 1: together with_my
"""

# Base forms, with irregular forms after a slash.
VERBS: Final = """
action 2: run/ran/running walk jog swim/swam/swimming cycle ride/rode/ridden climb train exercise stretch
action 2: lift read write/wrote/written draw/drew/drawn paint compose record sing/sang/sung play practise
action 2: practice study learn/learnt memorise memorize teach/taught build/built make/made create design
action 2: develop code ship launch release publish finish complete start begin/began/begun/beginning stop
action 2: quit/quitting deliver submit apply register sign join attend visit call email send/sent meet/met
action 2: talk speak/spoke/spoken present pitch sell/sold buy/bought save invest pay/paid repay/repaid earn
action 2: cook eat/ate/eaten drink/drank/drunk sleep/slept wake/woke/woken meditate clean tidy organise
action 2: organize plan prepare review edit translate test measure track log move change fix repair plant
action 2: grow/grew/grown travel volunteer donate cancel schedule book graduate pass win/won/winning compete
action 2: perform master achieve reach cross lead/led hire interview research analyse analyze
action 2, measurable 1: increase decrease reduce cut/cutting lower raise gain lose/lost double improve
measurable 2: measure track count weigh
obstacle 2: procrastinate avoid struggle forget/forgot/forgotten delay worry fear distract
"""

# A preposition, an optional "the end of", and one of these make a date without a day.
MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
SHORT_MONTHS: Final = ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"]
# Also ordinary words. They are months only beside a number or a preposition.
AMBIGUOUS_MONTHS: Final = frozenset({"may", "march"})
PREPOSITIONS: Final = frozenset(
    ["by", "until", "till", "before", "in", "during", "of", "within", "this", "next"]
)
BETWEEN: Final = frozenset(["the", "end", "start", "beginning", "middle", "of", "early", "late", "mid"])

NUMBER_WORDS: Final = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "fifteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "ninety",
        "hundred",
    ]
)

UNITS: Final = """
quantified 2, time_bound 2: day days week weeks month months year years night nights quarter quarters
quantified 2, time_bound 2: semester semesters weekday weekdays
quantified 2, time_bound 2, measurable 1, resources 1: h hr hrs hour hours min mins minute minutes s sec
quantified 2, time_bound 2, measurable 1, resources 1: secs second seconds
quantified 2, measurable 2: km kilometre kilometres kilometer kilometers m metre metres meter meters cm mm
quantified 2, measurable 2: mi mile miles ft feet inch inches kg kgs kilo kilos g gram grams lb lbs pound
quantified 2, measurable 2: pounds l litre litres liter liters ml oz kcal cal calorie calories time times
quantified 2, measurable 2: rep reps set sets lap laps step steps page pages chapter chapters book books
quantified 2, measurable 2: word words line lines point points percent people person customer customers user
quantified 2, measurable 2: users client clients follower followers subscriber subscribers song songs post
quantified 2, measurable 2: posts article articles lesson lessons session sessions problem problems question
quantified 2, measurable 2: questions video videos episode episodes sale sales glass glasses cup cups
quantified 2, measurable 2: portion portions meal meals unit units commit commits feature features paper
quantified 2, measurable 2: papers exam exams k kph mph bpm watt watts
quantified 2, measurable 2, resources 2: dollar dollars usd euro euros eur won krw gbp yen jpy cent cents
quantified 2, measurable 2, resources 2: grand bucks
"""
# Units only without a space after the number, because alone they are letters.
GLUED_UNITS: Final = frozenset(["h", "m", "s", "g", "l", "k"])
