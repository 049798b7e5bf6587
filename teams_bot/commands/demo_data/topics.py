"""What the demo organisation knows and asks: its skills, and past questions with their answers."""

from collections.abc import Mapping
from typing import Final

# id | label | synonyms | parent
TAXONOMY: Final = """
    excel | Excel | spreadsheet; workbook; xlsx |
    pivot-tables | Pivot tables | pivot; PivotTable; pivot chart | excel
    excel-formulas | Excel formulas | XLOOKUP; VLOOKUP; SUMIFS | excel
    power-query | Power Query | Get and Transform; query editor | excel
    data-analysis | Data analysis | analytics; outliers; median |
    power-bi | Power BI | DAX; dashboard; report server | data-analysis
    sql | SQL | database query; left join; SELECT statement | data-analysis
    software-development | Software development | programming; coding |
    python | Python | pandas; virtual environment | software-development
    git | Git | merge conflict; rebase; pull request | software-development
    ci-pipelines | CI pipelines | continuous integration; build pipeline | software-development
    rest-apis | REST APIs | REST; webhook; HTTP status | software-development
    it-support | IT support | help desk |
    vpn | VPN | remote access; tunnel | it-support
    passwords | Passwords | password reset; locked account; passphrase | it-support
    single-sign-on | Single sign-on | SSO; MFA; authenticator | it-support
    laptops | Laptops | docking station; disk encryption; second monitor | it-support
    printers | Printers | printing; scan to mail; toner | it-support
    collaboration-tools | Collaboration tools | Microsoft 365; Office 365 |
    outlook | Outlook | shared mailbox; mail rule; calendar invite | collaboration-tools
    microsoft-teams | Microsoft Teams | Teams meeting; Teams channel | collaboration-tools
    sharepoint | SharePoint | document library; OneDrive; version history | collaboration-tools
    selling | Selling | closing a deal; cold call |
    sales-forecasting | Sales forecasting | sales forecast; pipeline forecast; forecast | selling
    negotiation | Negotiation | negotiate; discount request; bargaining | selling
    crm | CRM | customer record; opportunity stage; duplicate accounts | selling
    proposals | Proposals | tender; RFP; executive summary | selling
    customer-service | Customer service | customer support; call script |
    complaint-handling | Complaint handling | complaint; angry customer | customer-service
    ticketing | Ticketing | ticket; ticket queue; macro reply | customer-service
    finance | Finance | accounting; balance sheet |
    expense-reports | Expense reports | expenses; expense claim; mileage; per diem | finance
    invoicing | Invoicing | invoice; credit note; purchase order | finance
    budgeting | Budgeting | budget; cost centre; accruals | finance
    vat | VAT | value added tax; reverse charge | finance
    gdpr | GDPR | data protection; personal data; right of access |
    people-skills | People skills | listening; conflict |
    feedback-conversations | Feedback conversations | feedback; hard conversation | people-skills
    onboarding | Onboarding | new starter; first week; buddy | people-skills
    presentation | Presentation | slides; PowerPoint; public speaking | people-skills
"""

# By skill: questions as people typed them, each with the answer that helped.
TOPICS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "excel": (
        (
            "How do I freeze the top row of a spreadsheet so that it stays when I scroll?",
            "View, Freeze Panes, Freeze Top Row. For more rows click the cell below them first.",
        ),
        (
            "My Excel workbook shows ##### instead of dates. What is wrong?",
            "The column is too narrow. Double-click the right edge of its header.",
        ),
        (
            "How can two people edit the same workbook at once without locking it?",
            "Save it to SharePoint, open it from there and keep AutoSave on. Not with old .xls.",
        ),
        (
            "Excel turns my part numbers into dates. How do I stop that?",
            "Format the column as Text before pasting, or type an apostrophe in front.",
        ),
    ),
    "pivot-tables": (
        (
            "My pivot table does not show the rows I added yesterday. Why?",
            "Turn the source into a table with Ctrl+T, then Refresh: the range grows by itself.",
        ),
        (
            "How do I show each region as a percentage of the total in a PivotTable?",
            "Right-click a value, Show Values As, % of Grand Total.",
        ),
        (
            "Pivot counts my amounts instead of adding them up. What now?",
            "There is a text or an empty cell in that column. Clean it, then Summarise By, Sum.",
        ),
        (
            "Can I use one slicer for two pivot tables?",
            "Yes, if both use the same source: select the slicer, Report Connections, tick both.",
        ),
        (
            "How do I sort a pivot chart by value rather than by name?",
            "Sort the rows of the table behind it: More Sort Options, Descending, by the sum.",
        ),
    ),
    "excel-formulas": (
        (
            "XLOOKUP returns #N/A although I can see the value. What should I check?",
            "Mostly trailing spaces or numbers stored as text. Wrap both sides in TRIM or VALUE.",
        ),
        (
            "How do I add up amounts by month and by region with SUMIFS?",
            '=SUMIFS(amount, date, ">="&A1, date, "<"&EDATE(A1,1), region, B1).',
        ),
        (
            "My VLOOKUP breaks when somebody inserts a column. Is there a better way?",
            "XLOOKUP names the two columns themselves, so nothing shifts.",
        ),
    ),
    "power-query": (
        (
            "Can Power Query read all CSV files of a folder at once?",
            "Data, Get Data, From Folder, then Combine and Transform. Refresh takes new files.",
        ),
        (
            "How do I turn months from columns into rows in the query editor?",
            "Select the columns that stay, then Transform, Unpivot Other Columns.",
        ),
        (
            "Power Query reads 1.234 as one point two. How do I set the locale?",
            "Change Type, Using Locale, Decimal Number, German. Set it per column, not per file.",
        ),
    ),
    "data-analysis": (
        (
            "Should I report the mean or the median of waiting times?",
            "The median, and the slowest tenth beside it: a few very long waits spoil the mean.",
        ),
        (
            "How many survey answers do I need before a data analysis is worth anything?",
            "For shares within five points about 400; below 30 only describe, do not compare.",
        ),
        (
            "How do I find outliers in a column of delivery times quickly?",
            "Plot it first. As a rule: beyond 1.5 times the quartile range. Ask before deleting.",
        ),
    ),
    "power-bi": (
        (
            "My Power BI report shows last week's figures. How do I refresh it on a schedule?",
            "Settings of the semantic model, Scheduled refresh; it needs the gateway signed in.",
        ),
        (
            "What does DAX want: a measure or a calculated column for a margin?",
            "A measure: DIVIDE(SUM(margin), SUM(revenue)). A column would average the averages.",
        ),
        (
            "How do I share a dashboard with people who have no licence?",
            "Publish it to the workspace on the shared capacity, then share the app.",
        ),
        (
            "Power BI totals do not equal the sum of the rows. Is that a bug?",
            "No, the measure is computed again for the total. Use SUMX over the rows.",
        ),
    ),
    "sql": (
        (
            "My SQL left join doubles the rows. What am I doing wrong?",
            "The right side has several rows per key. Aggregate it first, then join.",
        ),
        (
            "How do I get the latest row per customer in SQL?",
            "ROW_NUMBER() OVER (PARTITION BY customer ORDER BY day DESC), then keep number 1.",
        ),
        (
            "A database query is slow since Monday. Where do I look first?",
            "Run EXPLAIN: a full scan of the big table mostly means an index is gone or unused.",
        ),
    ),
    "software-development": (
        (
            "Is there a small coding exercise for interns on their first day?",
            "Let them fix a typo end to end: branch, test, review, release. It shows the path.",
        ),
    ),
    "python": (
        (
            "How do I read a semicolon CSV with German decimals in pandas?",
            "pd.read_csv(path, sep=';', decimal=',', encoding='utf-8-sig').",
        ),
        (
            "Which way do I pin packages for a small Python service?",
            "Write names in requirements.in and let pip-compile write the exact versions.",
        ),
        (
            "My virtual environment uses the wrong Python version. How do I change it?",
            "You cannot; delete the folder and make it again with python3.12 -m venv .venv.",
        ),
    ),
    "git": (
        (
            "I committed to main by mistake and did not push. How do I move that in Git?",
            "git switch -c my-branch, then git branch -f main origin/main. Nothing is lost.",
        ),
        (
            "How do I get out of a merge conflict without losing my changes?",
            "git merge --abort brings you back. Commit first, then merge again in small steps.",
        ),
        (
            "Rebase or merge before a pull request?",
            "Rebase your own branch while nobody else uses it; merge once it is shared.",
        ),
    ),
    "ci-pipelines": (
        (
            "Our build pipeline takes 20 minutes. What is the first thing to try?",
            "Cache the packages by the hash of the lock file, then run the tests in two jobs.",
        ),
        (
            "How do I pass a secret to one step of continuous integration only?",
            "Set it as an environment variable on that step, never on the job, and mask it.",
        ),
        (
            "One test fails in CI pipelines and never on my machine. Ideas?",
            "Compare time zone, locale and order of tests. TZ=UTC and a random order show most.",
        ),
    ),
    "rest-apis": (
        (
            "Which HTTP status should a REST call give when the item already exists?",
            "409 Conflict, with the id of the existing one in the body. 200 if PUT is idempotent.",
        ),
        (
            "How do I test a webhook on my laptop?",
            "Run the receiver locally and replay a stored request with curl; check the signature.",
        ),
        (
            "How should paging look in our REST APIs?",
            "A cursor instead of page numbers: rows inserted meanwhile then do no harm.",
        ),
    ),
    "vpn": (
        (
            "VPN connects but no internal page opens. What can I check?",
            "Mostly DNS: disconnect, ipconfig /flushdns, connect again. Hotel networks block UDP.",
        ),
        (
            "Do I need the VPN for SharePoint when I work from home?",
            "No, only for the file servers and the ledger. SharePoint works from anywhere.",
        ),
        (
            "Remote access asks for a certificate since the update. Where do I get it?",
            "Open the Company Portal, Sync. The certificate comes in ten minutes.",
        ),
        (
            "The tunnel drops every hour at home. Is it my router?",
            "Probably its power saving. Use the cable for a test; else switch to the TCP profile.",
        ),
    ),
    "passwords": (
        (
            "My account is locked after too many passwords. How long do I wait?",
            "Thirty minutes, or use the self-service page with your phone: it unlocks at once.",
        ),
        (
            "Which password reset page is the real one?",
            "Only the one linked on the sign-in screen. We never send a link by mail.",
        ),
        (
            "Is a long passphrase better than a short password with symbols?",
            "Yes. Four random words beat eight symbols, and you will remember them.",
        ),
        (
            "Where may I store shared passwords of a team?",
            "In the password manager, in a team vault. Not in a spreadsheet, not in a chat.",
        ),
    ),
    "single-sign-on": (
        (
            "I have a new phone. How do I move the authenticator?",
            "Add the new one under My Sign-Ins while the old still works, then remove that.",
        ),
        (
            "SSO asks me to sign in again every morning. Is that normal?",
            "Not on a managed laptop. Lock and unlock it once: that renews the token.",
        ),
        (
            "Can a supplier use MFA without one of our phones?",
            "Yes, invite them as guests: they use the second factor of their own company.",
        ),
    ),
    "laptops": (
        (
            "The second monitor stays black on the docking station. What helps?",
            "Unplug the dock's power for ten seconds. Else update its firmware.",
        ),
        (
            "My laptop wants a disk encryption key after an update. Where is it?",
            "Sign in to My Account on your phone, Devices, View recovery keys.",
        ),
        (
            "How do I get Windows off a loan laptop before I return it?",
            "Leave it. Settings, Recovery, Reset this PC is enough; we wipe it again anyway.",
        ),
    ),
    "printers": (
        (
            "How do I print in colour on both sides by default on the third-floor printers?",
            "Printing preferences, Shortcuts, save yours as default. It holds for this queue.",
        ),
        (
            "Scan to mail says the mailbox is full. Whose mailbox?",
            "The printer's own. Scan to OneDrive meanwhile; we empty it every evening.",
        ),
    ),
    "collaboration-tools": (
        (
            "Which of the Microsoft 365 tools should hold our meeting notes?",
            "A Loop page in the channel: everybody can write at once and search finds it.",
        ),
    ),
    "outlook": (
        (
            "How do I send from a shared mailbox in Outlook?",
            "New mail, Options, From, Other address. It appears in the list after the first time.",
        ),
        (
            "A mail rule moves too much. How do I find out which one?",
            "Run the rules one by one: Rules, Run Rules Now, on a folder with a few copies.",
        ),
        (
            "How do I move a calendar invite without inviting everybody again?",
            "Change the time in the series and send updates only to those added or deleted.",
        ),
    ),
    "microsoft-teams": (
        (
            "How do I assign people to breakout rooms before the Teams meeting starts?",
            "Open the meeting in the calendar, Breakout rooms, Assign; only the organiser can.",
        ),
        (
            "Can I make a Teams channel read-only for most people?",
            "Yes: Manage channel, Channel moderation on, then name who may start posts.",
        ),
        (
            "Where do recordings of a Teams meeting go?",
            "Into the organiser's OneDrive, folder Recordings; a channel's into its SharePoint.",
        ),
    ),
    "sharepoint": (
        (
            "How do I get back a file somebody overwrote in SharePoint?",
            "The three dots beside it, Version history, Restore. Versions stay for 90 days.",
        ),
        (
            "Sync of a document library stopped. What should I try?",
            "Pause and resume OneDrive; paths over 400 characters and ~ in names block it.",
        ),
        (
            "Who can see a link from OneDrive that says people in the organisation?",
            "Everybody who gets the link, and search finds it. Choose specific people instead.",
        ),
    ),
    "selling": (
        (
            "How do I open a cold call without sounding like a script?",
            "Name, why them, one question. Stop after fifteen seconds and let them talk.",
        ),
    ),
    "sales-forecasting": (
        (
            "How do I weigh early deals in a sales forecast?",
            "By the closing rate of the stage over the last four quarters, not by the feeling.",
        ),
        (
            "Which horizon is sensible for a pipeline forecast with 90-day deals?",
            "Two cycles: 180 days. Beyond that use last year's season and say so.",
        ),
        (
            "My forecast was 30 percent too high twice. What do I change?",
            "Count slipped deals: if the date moved twice, halve the chance until it is signed.",
        ),
    ),
    "negotiation": (
        (
            "A customer wants 15 percent off before signing. How do I negotiate that?",
            "Never give without taking: offer 5 for two years, or a smaller scope for the price.",
        ),
        (
            "How do I answer a discount request that cites a rival's price?",
            "Ask what is in that offer first. Then compare the whole cost, not the line.",
        ),
        (
            "Who should name a number first in a negotiation?",
            "You, if you know the market: the first serious number is the anchor.",
        ),
    ),
    "crm": (
        (
            "How do I merge duplicate accounts in the CRM?",
            "Select both, Merge, choose the one with the invoices as master; notes move along.",
        ),
        (
            "When does a deal move to the next opportunity stage?",
            "When the customer did something, not when we did. The checklist is on the record.",
        ),
        (
            "Can I see who changed a customer record?",
            "Yes, Related, Audit history. It goes back a year.",
        ),
    ),
    "proposals": (
        (
            "How long should the executive summary of a proposal be?",
            "One page: their problem in their words, the result, the price, the next step.",
        ),
        (
            "The tender asks for references we may not name. What do I write?",
            "Industry, size and result, and that we name them on a call once both agree.",
        ),
        (
            "Is there a sensible answer to an RFP question that we simply cannot do?",
            "Say no, why, and what people do instead. Evaluators trust the other answers more.",
        ),
    ),
    "customer-service": (
        (
            "How strictly do we follow the call script in customer service?",
            "Greeting and data check word by word; the rest are topics, use your own words.",
        ),
    ),
    "complaint-handling": (
        (
            "An angry customer demands the manager at once. What do I say first?",
            "Repeat what happened in one sentence, say sorry for that, and ask for two minutes.",
        ),
        (
            "How much goodwill may I give on a complaint without asking?",
            "Up to 50 euro or one month, once per customer and year; note the reason.",
        ),
        (
            "How do I close a complaint when the customer stops answering?",
            "Two reminders, five days apart, then a kind closing note with how to reopen it.",
        ),
    ),
    "ticketing": (
        (
            "How do I link two tickets about one fault in the ticket queue?",
            "Open the newer, Link, Duplicate of. Closing the parent then closes both.",
        ),
        (
            "Can a macro reply fill in the order number by itself?",
            "Yes, use the placeholder {{order.number}}; test it on a closed ticket first.",
        ),
        (
            "Which ticket comes first: the oldest or the most urgent?",
            "Urgent ones with a running deadline, then strictly by age. No cherries.",
        ),
    ),
    "finance": (
        (
            "What is the difference between cash and profit in accounting, in one minute?",
            "Profit counts when work is done, cash when money moves; invoices lie in between.",
        ),
    ),
    "expense-reports": (
        (
            "Which receipts do I need for my expense report from a trip abroad?",
            "Everything above 25 euro, and every hotel bill with the company's address on it.",
        ),
        (
            "How do I claim mileage when I shared the car?",
            "Only the driver claims; add the passengers' names for the extra two cents.",
        ),
        (
            "My expense claim came back because of the per diem. What was wrong?",
            "Meals that were paid for are deducted: breakfast 20 percent, the others 40 each.",
        ),
    ),
    "invoicing": (
        (
            "Credit note or new invoice when the address was wrong?",
            "Cancel it with a credit note and issue a new one; a corrected copy is not enough.",
        ),
        (
            "A customer wants the purchase order number on an old invoice. Is that possible?",
            "Yes, while it is unpaid: reissue with the same date and a remark.",
        ),
        (
            "When is an invoice overdue for us?",
            "Thirty days after its date; the first reminder goes out on day 35 by itself.",
        ),
    ),
    "budgeting": (
        (
            "Where do I see what is left on my cost centre?",
            "In the ledger, report CC-10. Orders not yet billed are in the second column.",
        ),
        (
            "What are accruals and do I need them for a budget of 5,000?",
            "Costs of this year billed next year. Yes if above 1,000: send a note by day 3.",
        ),
        (
            "Can I move budget from travel to training?",
            "Within one cost centre yes, by a short note to your controller before November.",
        ),
    ),
    "vat": (
        (
            "Do we charge VAT to a company in another EU country?",
            "No, reverse charge: check their number online that day and print the sentence.",
        ),
        (
            "What does reverse charge mean on an invoice we receive?",
            "We owe the tax and deduct it at once; net effect nil, but it must be booked.",
        ),
        (
            "Is value added tax due on a free sample?",
            "Samples of small value no; a full product given away yes, on its cost.",
        ),
    ),
    "gdpr": (
        (
            "May I keep CVs of applicants for next year under GDPR?",
            "Only with consent in writing. Otherwise delete six months after the refusal.",
        ),
        (
            "A customer uses the right of access. What do I do first?",
            "Pass it on the same day and check who is asking: we have one month in all.",
        ),
        (
            "Is a work phone number personal data?",
            "Yes, as soon as it belongs to one person. Use it for work and it is fine.",
        ),
        (
            "Does a new survey tool need a data protection check?",
            "Yes, a short one: form DP-1, twenty minutes, before the first invitation leaves.",
        ),
    ),
    "people-skills": (
        (
            "Two colleagues avoid each other since a conflict. Do I step in?",
            "Talk to each alone first, ask what they need, then offer to sit with both.",
        ),
    ),
    "feedback-conversations": (
        (
            "How do I start a hard conversation about missed deadlines?",
            "With one fact, its effect, and a question. No always, no never, no but.",
        ),
        (
            "How do I give feedback to somebody more senior?",
            "Ask whether they want it, keep to what you saw, and say what would help you.",
        ),
        (
            "My feedback conversations turn into arguments. What can I change?",
            "Say it in two sentences and be quiet. Let them sum it up before you go on.",
        ),
    ),
    "onboarding": (
        (
            "What should a new starter have done by Friday of the first week?",
            "Met five people, shipped one small thing, and know whom to ask for what.",
        ),
        (
            "Who should be the buddy in onboarding: a peer or the lead?",
            "A peer who joined within two years: they still remember what was unclear.",
        ),
        (
            "How do I do onboarding for somebody six time zones away?",
            "Two fixed hours of overlap a day, everything else written, camera on at first.",
        ),
    ),
    "presentation": (
        (
            "How many slides for a ten-minute presentation to the board?",
            "Three: what you want, why it pays, what it costs. Everything else as a handout.",
        ),
        (
            "How do I keep PowerPoint pictures from blowing up the file?",
            "Compress Pictures at 150 ppi and delete cropped areas; paste as PNG, not BMP.",
        ),
        (
            "I lose the thread in public speaking. What helps on the day?",
            "Learn the first and the last sentence by heart; cards with one word for the rest.",
        ),
    ),
}

OPENERS: Final = ("Quick one: ", "Hello, ", "Sorry if this is basic. ", "Asking for my team: ")

# What somebody trying the product may ask; the first is the one of the demo's story.
QUESTIONS: Final = """
    How do I pivot a table in Excel so that months become columns?
    The VPN says connected, but the ledger does not load. What should I try?
    How do I reset a locked account before my 9 o'clock call?
    Why does my Power BI dashboard show different totals from the spreadsheet?
    Which formula finds the last order of each customer, XLOOKUP or something else?
    How do I put a sales forecast together when half of the deals are new?
    The customer asks for 20 percent off on the phone. How do I negotiate without saying no?
    How do I write an SQL query that counts orders per month, months without orders included?
    What is the quickest way to undo my last Git commit that is already pushed?
    pandas drops the leading zeros of my postcodes. How do I keep them?
    Can I claim expenses for a dinner with a customer without the receipt?
    How do I word a reverse charge note on an invoice to a customer in Spain?
    May we store birthdays in the team calendar, or is that personal data?
    How do I tell a colleague that the slides were too long? I need a hard conversation opener.
    My new starter joins on Monday and has no laptop yet. What do we do in the first week?
    How do I remove duplicate accounts from the CRM before the mailing?
    An angry customer writes in capitals for the third time. How do I answer?
    How do I set the ticket queue so that urgent ones are on top?
    How do I combine twelve monthly files with Power Query?
    The authenticator app shows no code on my new phone. How do I sign in?
    Who may approve a budget change above 10,000 on my cost centre?
    How do I make breakout rooms with fixed groups in a Teams meeting?
    Where did the older version go after I saved over a file in the document library?
    Our build pipeline fails on every second run. Where would you look first?
    How do I answer a tender question about security in two sentences?
"""
