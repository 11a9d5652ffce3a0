extension Corpus {
    static let customers = 5000

    static let names = [
        "Ada Brandt", "Ben Okafor", "Chiara Conti", "Daniel Weiss", "Eun-ji Park", "Fatima Haddad", "Grace Mwangi",
        "Hugo Álvarez", "Ines Lindqvist", "Jonas Müller", "Keiko Tanaka", "Luis Ortega",
    ]

    static let critical = [
        ("URGENT: complete outage, nobody can log in", "Since ten minutes nobody in our office can log in at all."),
        ("Production down: all projects are unavailable", "All of our projects have gone; the list is empty."),
    ]

    static let urgent = [
        ("Urgent: export fails for every project", "The export to IFC fails for every project since this morning."),
        ("Generation stops at 40 % and blocks our team", "Every floor plan we generate stops at 40 %; we all wait."),
        ("Single sign-on broken for half of us", "Half of our people cannot sign in since the certificate changed."),
        ("Very slow since the update", "Opening a model takes eight minutes instead of one since the update."),
    ]

    static let ordinary = [
        ("How do I change the default wall height?", "I cannot find where the default height of walls is set."),
        ("Invoice shows the wrong number of seats", "Our invoice lists 14 seats, but we have 12."),
        ("IFC import loses curtain walls", "Curtain walls are missing after importing the attached kind of file."),
        ("Feature request: dark mode in plan view", "It would help our late shift if the plan view had a dark mode."),
        ("Plug-in does not load in Revit 2025", "After installing it, the plug-in does not show up in the ribbon."),
        ("Question about the API limits", "How many requests a minute may our integration make?"),
        ("Rename a project", "Can a project be renamed after it has been shared?"),
        ("Layout ignores the setback on the north side", "The generated layout ignores the setback we entered."),
        ("Where are old versions kept?", "We need the version of a plan from three weeks ago."),
        ("Add a colleague to our workspace", "A new colleague starts on Monday and needs access."),
    ]

    static let sentences = [
        "We upgraded to the newest version last week and since then it looks different.",
        "The same file worked before, and a colleague on another machine sees the same thing.",
        "I attached nothing because the file is over 200 MB, but I can upload it wherever you like.",
        "There is no hurry, but any hint at a way around it would help.",
        "We have already cleared the cache, reinstalled the plug-in and restarted the machine.",
        "I went through the manual and the forum and found two threads without an answer.",
        "Please tell me which log file you need and where I find it on Windows 11.",
        "Apart from that we are quite happy with the product and use it every day.",
        "Our office has about thirty people on two floors and a rather old server in the cellar.",
        "If it is easier, somebody can call us between ten and four on the number in our account.",
    ]
}
