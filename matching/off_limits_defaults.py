# ruff: noqa: E501 - data: one language, one line or two
"""The topics every organisation begins with, in English, German, French and Spanish.

Phrases rather than single words, so that a question about software is hardly ever taken for one of
them; `python -m matching off-limits DIR` counts how often that happens on past questions.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from matching.off_limits import OffLimits, Term

_TERMS: Final[Mapping[str, tuple[str, ...]]] = {
    "crisis": (
        "suicide|suicidal|kill myself|killing myself|end my life|ending my life|take my own life|taking my own life|want to die|wish I was dead|wish I were dead|better off dead|no reason to live|don't want to live|do not want to live|can't go on living|self harm|self-harm|selfharm|hurt myself|harm myself|harming myself|cut myself|cutting myself",
        "Suizid|Selbstmord|suizidal|mich umbringen|mir das Leben nehmen|nicht mehr leben|will sterben|möchte sterben|selbst verletzen|selbstverletzung|mich ritzen",
        "suicidaire|me suicider|me tuer|mettre fin à mes jours|envie de mourir|veux mourir|plus envie de vivre|automutilation|me faire du mal",
        "suicidio|suicidarme|matarme|quitarme la vida|quiero morir|no quiero vivir|autolesión|autolesiones|hacerme daño",
    ),
    "emergency": (
        "there is a fire|the building is on fire|is on fire in the|smell of gas|smell gas|gas leak|call an ambulance|need an ambulance|is unconscious|not breathing|stopped breathing|having a heart attack|had a heart attack|having a stroke|is having a seizure|is bleeding|serious accident|had an accident at work|injured at work|chemical spill|active shooter|has a gun|bomb threat|someone is in danger|somebody is in danger|electric shock from",
        "es brennt im|Feuer ausgebrochen|Gasgeruch|Gasleck|Krankenwagen|Rettungswagen|bewusstlos|atmet nicht|Herzinfarkt|Schlaganfall|Arbeitsunfall|Bombendrohung|Amoklauf|Unfall bei der Arbeit",
        "incendie dans|fuite de gaz|odeur de gaz|appeler une ambulance|appeler les pompiers|est inconscient|ne respire plus|crise cardiaque|accident du travail|alerte à la bombe",
        "hay un incendio|fuga de gas|olor a gas|llamar a una ambulancia|está inconsciente|no respira|ataque al corazón|infarto|accidente laboral|amenaza de bomba",
    ),
    "harassment": (
        "harassed|harasses me|harassing me|harasses|sexual harassment|sexually harassed|sexual assault|sexually assaulted|raped|groped|stalked|stalking me|bullied|bullying me|bullies me|discriminated against|racist remark|racist remarks|racist comment|racist comments|sexist remark|sexist remarks|sexist comment|sexist comments|touched me|touches me|unwanted advances|mobbed by|threatened me|threatens me|threatening me|hate speech at work|abused by my|abusive boss|abusive manager|hostile work environment",
        "belästigt|belästigt mich|sexuelle Belästigung|Belästigung am Arbeitsplatz|Mobbing|gemobbt|mobbt mich|diskriminiert werde|werde diskriminiert|wurde diskriminiert|rassistische Bemerkung|rassistische Bemerkungen|sexistische Bemerkung|bedroht mich|begrapscht|vergewaltigt|gestalkt",
        "harcèlement moral|harcèlement sexuel|harcelé|harcelée|me harcèle|discriminé|discriminée|propos racistes|propos sexistes|agression sexuelle|me menace",
        "acoso sexual|acoso laboral|acosado|acosada|me acosa|me discriminan|comentarios racistas|comentarios sexistas|agresión sexual|me amenaza",
    ),
    "hr_case": (
        "fired from my job|getting fired|being fired|got fired|fire an employee|fire my|fire somebody|fire someone from|terminate an employee|termination of employment|wrongful dismissal|unfair dismissal|dismissed from my job|laid off|being made redundant|redundancy pay|severance|disciplinary action|disciplinary hearing|written warning from|formal warning from my|grievance procedure|file a grievance|my salary|pay rise|pay raise|raise my salary|salary negotiation with my|salary of my colleague|salaries of my colleagues|equal pay|my employment contract|my work contract|notice period|resign from my job|hand in my resignation|maternity leave|paternity leave|parental leave|sick leave|complaint about my boss|complaint about my manager|complain about my boss|complain about my manager|complain about a colleague|conflict with my boss|conflict with my manager",
        "gekündigt worden|wurde gekündigt|mir gekündigt|Kündigung erhalten|Kündigungsfrist|Kündigungsschutz|Abmahnung|Abfindung|Aufhebungsvertrag|Gehaltserhöhung|mein Gehalt|mein Arbeitsvertrag|Arbeitszeugnis|Mutterschutz|Elternzeit|krankgeschrieben|Krankschreibung|Beschwerde über meinen Chef|Konflikt mit meinem Chef|Betriebsrat einschalten",
        "licenciement|licencié|licenciée|indemnité de départ|mon salaire|augmentation de salaire|mon contrat de travail|rupture conventionnelle|avertissement disciplinaire|congé maternité|congé paternité|congé parental|arrêt maladie|conflit avec mon chef",
        "despido|me han despedido|indemnización por despido|mi salario|mi sueldo|aumento de sueldo|mi contrato de trabajo|baja por maternidad|baja por paternidad|baja médica|amonestación|conflicto con mi jefe",
    ),
    "legal": (
        "legal advice|legal action|legal dispute|legal case|legal claim|legal liability|legally liable|take legal|sue my|sue the company|sue us|sue them|suing us|being sued|got sued|lawsuit|court case|court order|subpoena|cease and desist|need a lawyer|need an attorney|talk to a lawyer|is it illegal|is it legal to|is that illegal|breaking the law|breach of contract|insider trading|bribe|bribery|whistleblower|money laundering|patent infringement|copyright infringement|trademark infringement|antitrust|criminal charges|report a crime",
        "Rechtsberatung|Rechtsstreit|Rechtsanwalt|Rechtsanwältin|verklagen|verklagt|Klage eingereicht|einstweilige Verfügung|Schadenersatzforderung|strafbar|Strafanzeige|Bestechung|Schmiergeld|Geldwäsche|Insiderhandel|Vertragsbruch|Urheberrechtsverletzung|Patentverletzung|Kartellrecht",
        "conseil juridique|action en justice|poursuites judiciaires|poursuivre en justice|besoin d'un avocat|porter plainte|pot-de-vin|blanchiment d'argent|délit d'initié|rupture de contrat|contrefaçon de brevet",
        "asesoramiento legal|asesoría jurídica|acciones legales|demanda judicial|demandar a la empresa|necesito un abogado|soborno|blanqueo de dinero|información privilegiada|incumplimiento de contrato|infracción de patente",
    ),
    "medical": (
        "medical advice|medical diagnosis|my doctor|see a doctor|my diagnosis|my symptoms|my medication|my prescription|side effects of my|what dose|chest pain|blood in my|I am pregnant|I'm pregnant|miscarriage|I am depressed|I'm depressed|my depression|my anxiety|panic attack|panic attacks|my burnout|burned out|burnt out|eating disorder|alcoholic|addicted to drugs|addicted to alcohol|drug addiction|my therapist|my psychiatrist|antidepressants|HIV|my cancer|diagnosed with",
        "mein Arzt|meine Ärztin|ärztlicher Rat|Diagnose bekommen|meine Diagnose|meine Symptome|meine Medikamente|Brustschmerzen|schwanger|Fehlgeburt|Depressionen|bin depressiv|Panikattacke|Panikattacken|mein Burnout|Essstörung|alkoholabhängig|drogenabhängig|meine Therapeutin|mein Therapeut|Antidepressiva",
        "mon médecin|avis médical|mes symptômes|mon diagnostic|mes médicaments|douleur à la poitrine|suis enceinte|fausse couche|dépression nerveuse|suis déprimé|suis déprimée|crise d'angoisse|crise de panique|mon burn-out|trouble alimentaire|antidépresseurs",
        "mi médico|consejo médico|mis síntomas|mi diagnóstico|mis medicamentos|dolor en el pecho|estoy embarazada|aborto espontáneo|estoy deprimido|estoy deprimida|ataque de pánico|ataques de pánico|ansiedad y depresión|trastorno alimentario|antidepresivos",
    ),
}

# What the same words mean where something else is spoken of.
_SOFTWARE: Final = (
    *("event", "events", "trigger", "triggers", "callback", "callbacks", "handler", "webhook"),
    *("signal", "hook", "listener", "alarm", "alert", "cron", "job queue", "scheduler"),
)
_UNLESS: Final[Mapping[str, tuple[str, ...]]] = {
    "being fired": _SOFTWARE,
    "getting fired": _SOFTWARE,
    "got fired": _SOFTWARE,
    "suicide": ("suicide burn", "suicide squad", "suicide linux", "suicide move", "suicide rule"),
    "not breathing": ("fan", "led"),
    "is on fire in the": ("on fire in the game", "event"),
    "electric shock from": ("simulation", "simulate"),
    "had an accident at work": ("form for", "template"),
    "bullied": ("bullied the api",),
    "harassed": ("harassment training", "training slides"),
    "sexual harassment": ("harassment training", "training slides", "training module"),
    "severance": ("severance series", "severance tv"),
    "fire my": (*_SOFTWARE, "fire my function", "fire my rule", "fire my job"),
    "my salary": ("my salary table", "my salary column", "my salary data", "spreadsheet", "excel", "sql", "column", "dataset"),
    "sick leave": ("column", "table", "sap", "workflow", "form"),
    "maternity leave": ("column", "table", "sap", "workflow", "form"),
    "parental leave": ("column", "table", "sap", "workflow", "form"),
    "notice period": ("column", "field", "deprecation", "api"),
    "court order": ("database", "dataset", "prompt"),
    "lawsuit": ("dataset", "corpus", "classifier", "database"),
    "legal case": ("upper", "lower", "dataset", "corpus", "classifier", "database", "naming"),
    "bribe": ("game theory", "auction"),
    "is it legal to": ("move", "syntax", "c++", "java", "python", "sql", "char", "character", "identifier", "xml", "html", "json"),
    "is it illegal": ("move", "syntax", "c++", "java", "python", "sql", "character", "identifier", "xml", "html", "json", "argument", "state"),
    "is that illegal": ("move", "syntax", "argument", "state", "character"),
    "sue them": ("sue them all",),
    "medical diagnosis": ("expert system", "dataset", "model", "classifier", "neural", "machine learning", "network", "ai", "algorithm"),
    "diagnosed with": ("dataset", "patients table", "query", "sql", "model", "classifier", "column"),
    "HIV": ("dataset", "patients table", "query", "model", "classifier", "column"),
    "my doctor": ("doctor table", "table", "database", "schema", "sql"),
    "see a doctor": ("table", "database", "schema", "sql"),
    "my diagnosis": ("query", "server", "log", "error", "bug"),
    "my symptoms": ("query", "server", "log", "error", "bug"),
    "alcoholic": ("beverage", "drinks table"),
    "burned out": ("led", "fuse", "disk", "psu", "bulb"),
    "burnt out": ("led", "fuse", "disk", "psu", "bulb"),
}  # fmt: skip

_TOLD: Final[Mapping[str, tuple[str, str, str]]] = {
    # label, whom to turn to, what is said first
    "crisis": (
        "a personal crisis",
        "your local emergency number or a crisis line near you",
        "You do not have to carry this alone, and talking to somebody now helps.",
    ),
    "emergency": (
        "an emergency",
        "your local emergency number first, then your security desk",
        "If somebody is in danger, do not wait for an answer here.",
    ),
    "harassment": ("harassment or discrimination", "your HR department or a person of trust", ""),
    "hr_case": ("your employment", "your HR department", ""),
    "legal": ("a legal matter", "your legal department", ""),
    "medical": ("your health", "a doctor or your occupational health service", ""),
}


def _terms(topic: str) -> Iterator[Term]:
    for language in _TERMS[topic]:
        for each in language.split("|"):
            yield Term(words=each, unless=_UNLESS.get(each, ()))


DEFAULTS: Final = tuple(
    OffLimits(
        id=topic,
        label=label,
        turn_to=turn_to,
        sentence=first,
        may_object=topic != "crisis",
        terms=tuple(_terms(topic)),
    )
    for topic, (label, turn_to, first) in _TOLD.items()
)
