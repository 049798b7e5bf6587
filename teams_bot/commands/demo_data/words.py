"""The people of the demo organisation, as readable lists. All of them are invented.

One person a line: rank, name, title, location and, unless a peer, source. Rank 0 leads the
organisation, 1 a department, 2 a team, 3 is a member of the team named last.
"""

from collections.abc import Mapping
from typing import Final

DOMAIN: Final = "halden.example"  # a name reserved for examples (RFC 2606)
LEARNER_NAME: Final = "Lena Hartmann"

ROSTER: Final[Mapping[str, str]] = {
    "Sales": """
        1 | Camila Duarte | Head of Sales | São Paulo
        2 | Jonas Reuter | Team Lead Central Europe | Berlin
        3 | Lena Hartmann | Account Manager | Berlin
        3 | Piotr Zielinski | Account Manager | Berlin
        3 | Amélie Rousseau | Sales Analyst | Berlin
        3 | Harriet Cole | Account Manager | London
        2 | Marcus Bellamy | Team Lead Americas | New York
        3 | Thiago Nogueira | Account Manager | São Paulo
        3 | Beatriz Lacerda | Inside Sales | São Paulo
        3 | Dana Whitfield | Key Account Manager | New York
        3 | Luis Ortega | Sales Engineer | New York
        3 | Grace Tanaka | Account Manager | Sydney
        2 | Werner Lindqvist | Retired Sales Director | Berlin | contract
    """,
    "Customer Service": """
        1 | Priya Raghavan | Head of Customer Service | Bengaluru
        2 | Owen Fairweather | Team Lead Complaints | London
        3 | Chloe Adeyemi | Service Agent | London
        3 | Sofia Brandt | Service Agent | Berlin
        3 | Mehmet Aydin | Service Agent | Berlin
        2 | Ananya Kulkarni | Team Lead Ticket Desk | Bengaluru
        3 | Rahul Menon | Service Agent | Bengaluru
        3 | Divya Shetty | Quality Analyst | Bengaluru
        3 | Juliana Peixoto | Service Agent | São Paulo
        3 | Noah Gallagher | Service Agent | Sydney
        2 | Margaret Ashdown | Retired Service Manager | London | contract
    """,
    "Finance": """
        1 | Eleanor Whitcombe | Chief Financial Officer | London
        2 | Stefan Kowalczyk | Lead Controller | Berlin
        3 | Mira Vogel | Controller | Berlin
        3 | Hamza Siddiqui | Accountant | London
        3 | Isabela Fontes | Accountant | São Paulo
        3 | Kavya Nair | Financial Analyst | Bengaluru
        2 | Robert Castellano | Retired Controller | New York | contract
    """,
    "Engineering": """
        0 | Ingrid Solheim | Founder and Managing Director | Berlin
        1 | Daniel Okafor | Head of Engineering | London
        2 | Arjun Deshpande | Lead Platform | Bengaluru
        3 | Sneha Iyer | Software Engineer | Bengaluru
        3 | Vikram Hegde | Site Reliability Engineer | Bengaluru
        3 | Lukas Baumann | Software Engineer | Berlin
        3 | Emeka Nwosu | Software Engineer | London
        2 | Hannah Levine | Lead Data | New York
        3 | Mateo Salcedo | Data Engineer | New York
        3 | Rafael Antunes | Data Engineer | São Paulo
        3 | Zoe Papadakis | Software Engineer | Sydney
        2 | Gopal Sundaram | Retired Chief Architect | Bengaluru | contract
    """,
    "People & Learning": """
        1 | Fiona Macallan | Head of People & Learning | London
        2 | Katrin Seidel | Lead Learning | Berlin
        3 | Tomasz Wrona | Learning Designer | Berlin
        3 | Aisha Bello | People Partner | London
        3 | Lakshmi Prasad | People Partner | Bengaluru
        3 | Naomi Feldman | Talent Partner | New York
        3 | Oliver Hastings | Data Protection Officer | London
    """,
    "IT Service Desk": """
        1 | Samuel Oyelaran | Head of IT Service Desk | London
        2 | Petra Novak | Shift Lead | Berlin
        3 | Deniz Kaya | Service Desk Analyst | Berlin
        3 | Ravi Chandran | Service Desk Analyst | Bengaluru
        3 | Carla Mendes | Service Desk Analyst | São Paulo
        3 | Jack Thornbury | Service Desk Analyst | Sydney
        3 | Alicia Moreno | Service Desk Analyst | New York
        3 | Nikhil Joshi | Call Centre Agent | Bengaluru | call_centre
        3 | Tamara Lowe | Call Centre Agent | London | call_centre
        3 | Bruno Siqueira | Call Centre Agent | São Paulo | call_centre
    """,
}

# What a department's people are good at, and what some of them know besides.
CORE: Final[Mapping[str, str]] = {
    "Sales": "negotiation crm sales-forecasting proposals selling presentation",
    "Customer Service": "complaint-handling ticketing customer-service crm gdpr",
    "Finance": "excel pivot-tables excel-formulas budgeting invoicing vat expense-reports finance",
    "Engineering": "python git sql ci-pipelines rest-apis software-development data-analysis",
    "People & Learning": "feedback-conversations onboarding presentation people-skills gdpr",
    "IT Service Desk": "excel pivot-tables power-bi vpn passwords single-sign-on it-support",
}
BESIDES: Final[Mapping[str, str]] = {
    "Sales": "excel outlook microsoft-teams sharepoint expense-reports pivot-tables power-bi",
    "Customer Service": "excel outlook microsoft-teams feedback-conversations onboarding "
    "ticketing",
    "Finance": "power-query power-bi sql data-analysis sharepoint outlook",
    "Engineering": "power-bi power-query excel presentation microsoft-teams gdpr vpn",
    "People & Learning": "microsoft-teams sharepoint outlook excel budgeting collaboration-tools",
    "IT Service Desk": "laptops printers outlook microsoft-teams sharepoint excel-formulas "
    "power-query",
}
# What the people of a department ask about.
NEEDS: Final[Mapping[str, str]] = {
    "Sales": "excel pivot-tables power-bi expense-reports proposals sales-forecasting vpn crm "
    "presentation outlook vat selling finance",
    "Customer Service": "complaint-handling ticketing excel outlook passwords microsoft-teams "
    "gdpr crm feedback-conversations laptops",
    "Finance": "power-query sql power-bi sharepoint presentation vat invoicing single-sign-on "
    "pivot-tables excel-formulas",
    "Engineering": "git python ci-pipelines rest-apis sql expense-reports presentation gdpr "
    "feedback-conversations budgeting data-analysis software-development",
    "People & Learning": "excel pivot-tables onboarding budgeting microsoft-teams gdpr power-bi "
    "sharepoint negotiation printers people-skills collaboration-tools",
    "IT Service Desk": "python sql git complaint-handling customer-service power-bi "
    "excel-formulas rest-apis presentation invoicing",
}

# What somebody's title promises, at the highest level.
EXPERTS: Final[Mapping[str, str]] = {
    "Amélie Rousseau": "excel pivot-tables",
    "Dana Whitfield": "negotiation",
    "Owen Fairweather": "complaint-handling",
    "Ananya Kulkarni": "ticketing",
    "Hamza Siddiqui": "vat invoicing finance",
    "Isabela Fontes": "invoicing expense-reports",
    "Kavya Nair": "excel power-bi",
    "Vikram Hegde": "ci-pipelines",
    "Mateo Salcedo": "sql python",
    "Tomasz Wrona": "presentation onboarding",
    "Aisha Bello": "feedback-conversations",
    "Oliver Hastings": "gdpr",
    "Alicia Moreno": "laptops",
}

ZONES: Final[Mapping[str, str]] = {
    "Berlin": "Europe/Berlin",
    "London": "Europe/London",
    "New York": "America/New_York",
    "Bengaluru": "Asia/Kolkata",
    "São Paulo": "America/Sao_Paulo",
    "Sydney": "Australia/Sydney",
}
# Languages beside English: what the office speaks, and what some bring along.
SPOKEN: Final[Mapping[str, str]] = {
    "Berlin": "de",
    "London": "",
    "New York": "",
    "Bengaluru": "hi",
    "São Paulo": "pt",
    "Sydney": "",
}
ALSO_SPOKEN: Final[Mapping[str, str]] = {
    "Piotr Zielinski": "pl",
    "Amélie Rousseau": "fr",
    "Luis Ortega": "es",
    "Grace Tanaka": "ja",
    "Sofia Brandt": "da",
    "Mehmet Aydin": "tr",
    "Ananya Kulkarni": "mr",
    "Stefan Kowalczyk": "pl",
    "Hamza Siddiqui": "ur",
    "Ingrid Solheim": "nb",
    "Gopal Sundaram": "ta",
    "Hannah Levine": "he",
    "Mateo Salcedo": "es",
    "Zoe Papadakis": "el",
    "Tomasz Wrona": "pl",
    "Naomi Feldman": "fr",
    "Petra Novak": "cs",
    "Deniz Kaya": "tr",
    "Carla Mendes": "es",
    "Alicia Moreno": "es",
}

OFFICE_HOURS: Final = (
    "mon-fri 09:00-17:00",
    "mon-fri 08:30-17:00",
    "mon-fri 08:00-16:30",
    "mon-fri 09:30-18:00",
    "mon-thu 08:00-16:00, fri 08:00-13:00",
    "mon-thu 08:30-14:30",
    "mon-fri 09:00-12:30, mon-fri 13:30-18:00",
)
RETIRED_HOURS: Final = ("tue-thu 10:00-15:00", "mon 09:00-13:00, wed 09:00-13:00")
ROUND_THE_CLOCK: Final = "mon-sun 00:00-24:00"  # the Service Desk works in shifts
