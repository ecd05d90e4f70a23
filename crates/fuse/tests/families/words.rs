// The words of the invented reports. Included by mod.rs.

const WIRES: &[&str] = &["Levant Wire", "Harbour News Agency", "Nordmark Press", "Reuters", "AFP"];

const OUTLETS: &[&str] = &[
    "Orvenne Gazette", "The Tarsk Courier", "Daily Meridian", "Lhazar Today", "Estmark Herald", "Radio Sennet", "The Quay Post",
    "Pellan Observer", "Nine Rivers Tribune", "Upland Monitor", "Coastline", "The Morning Ledger",
];

const FIRST_NAMES: &[&str] = &[
    "Ida", "Tamsin", "Jorun", "Hallam", "Oskar", "Mirel", "Davit", "Senna", "Piers", "Lunja", "Ekrem", "Aldo", "Brisa", "Corin", "Yara",
    "Nevil", "Sabin", "Teodor", "Rusa", "Wendel", "Kasimir", "Oriel", "Dunya", "Marek",
];

const LAST_NAMES: &[&str] = &[
    "Korr", "Reede", "Vantor", "Ashgrove", "Delmar", "Osk", "Harrow", "Pellingar", "Sundquarry", "Tolm", "Varga-Lind", "Esterel",
    "Quillan", "Brandec", "Mossir", "Jandor", "Keswin", "Larrabee", "Ostrander", "Fennig", "Zubrin", "Hadleigh", "Corvane", "Immel",
];

const ROLES: &[&str] = &[
    "a baker", "the head of the district council", "a nurse", "a schoolteacher", "the deputy governor", "a bus driver",
    "a volunteer of the rescue service", "the owner of a garage", "a retired surveyor", "the director of the hospital", "a shepherd",
    "the warden of the mosque", "a shopkeeper", "an electrician", "the parish clerk",
];

const BUILDINGS: &[&str] = &[
    "the covered market", "the old customs house", "a primary school", "the bus depot", "a row of houses beside the mill",
    "the grain silo", "the water works", "the central post office", "a petrol station", "the municipal library", "a textile factory",
    "the railway yard", "the football ground", "a bakery", "the telephone exchange",
];

const HOURS: &[&str] = &[
    "shortly before dawn", "around noon", "at about six in the evening", "after the midday prayer", "soon after midnight",
    "as the shops were closing", "during the morning rush", "just after sunrise", "late in the afternoon", "well after dark",
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const NUMBER_WORDS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
];

const SYNONYMS: &[(&str, &str)] = &[
    ("said", "stated"), ("near", "close to"), ("began", "started"), ("large", "big"), ("road", "highway"), ("people", "persons"),
    ("wounded", "injured"), ("killed", "dead"), ("houses", "homes"), ("several", "a number of"), ("after", "following"),
    ("night", "evening"), ("before", "ahead of"), ("still", "yet"), ("told", "informed"), ("many", "numerous"), ("left", "quit"),
    ("fighters", "gunmen"), ("morning", "day"), ("because", "since"), ("children", "minors"), ("heard", "noticed"),
];

const THEATRES: &[Theatre] = &[
    Theatre {
        country: "Lhazar",
        region: "Upper Tarsk",
        towns: &["Orvenne", "Dastrel", "Mallow Ford", "Keth", "Sarnow", "Brille", "Ganterhold", "Pask"],
        parties: ["Lhazar army", "Tarsk Liberation Front"],
        background: &[
            "The war in Upper Tarsk began four years ago, when the governor closed the border and the garrison split into two camps.",
            "Upper Tarsk has changed hands three times since the river treaty lapsed, and most of its bridges are down.",
            "Both sides signed a truce in the autumn that neither has kept for longer than nine days.",
            "Relief bodies put the number of people who have left Upper Tarsk since the first winter at a third of its inhabitants.",
            "The Tarsk Liberation Front wants a parliament of its own; the government in the capital calls the region inseparable.",
        ],
    },
    Theatre {
        country: "Estmark",
        region: "the Sennet coast",
        towns: &["Port Hallow", "Vessin", "Trell Bay", "Anchorsund", "Quarrendale", "Low Sennet", "Maristow", "Ebb"],
        parties: ["coastal guard", "Black Pennant militia"],
        background: &[
            "The Sennet coast lives on fish and on the ferry, and both have stood still since the harbour masters went on strike.",
            "The Black Pennant militia grew out of the dockers’ union after the massacre at the salt pans.",
            "Estmark’s senate has twice refused to declare an emergency on the Sennet coast, against the wish of its generals.",
            "A commission that was to look into the killings on the coast has not met since its chairman resigned.",
            "Foreign ships were told in January to keep forty miles away from the Sennet coast.",
        ],
    },
    Theatre {
        country: "Pellan",
        region: "Nine Rivers",
        towns: &["Garrowmouth", "Istel", "Wathe", "Corrin Lock", "Tamarask", "Selby Weir", "Osmond’s Rest", "Yarl"],
        parties: ["Pellan border police", "River Brigades"],
        background: &[
            "Nine Rivers produces most of the country’s rice, and whoever holds its locks decides who plants.",
            "The River Brigades were farmers’ patrols before they bought heavy weapons with the money of the dam compensation.",
            "Pellan and its southern neighbour have quarrelled about the water of Nine Rivers since the dam was built.",
            "Elections in Nine Rivers were put off for the third time in February because of the fighting.",
            "Observers of the regional union left Nine Rivers last year after two of their cars were fired on.",
        ],
    },
];

const DEEDS: &[Deeds] = &[
    Deeds {
        event_type: "SHELL",
        titles: &[
            "Shells fall on {town}, {killed} dead", "{killed} killed as {town} comes under fire", "Deadly shelling in {region}",
            "Mortars hit {town}", "{town} buries its dead after barrage",
        ],
        leads: &[
            "Artillery fire on the town of {town} killed {killed} people on {day}, officials there said.",
            "At least {killed} people died on {day} when shells struck {building} in {town}, in {region}.",
            "The {actor} shelled {town} {hour} on {day}, leaving {killed} dead and {injured} wounded, according to the town’s council.",
            "{killed} residents of {town} were killed on {day} in what {person}, {role}, called the heaviest bombardment since spring.",
            "A volley of rockets landed in the middle of {town} on {day} and took {killed} lives.",
            "Mortar rounds that people in {town} blamed on the {actor} killed {killed} of them {hour} on {day}.",
        ],
        details: &[
            "The first shells came down {hour} beside {building}, and for an hour nobody dared to leave the cellars.",
            "Fragments of a 122-millimetre rocket lay in the yard of {building}, where a crater had filled with water.",
            "The fire came from the hills to the north, where the {actor} dug in its guns a month ago.",
            "More than thirty rounds were counted before the guns fell silent.",
            "One shell went through the roof of {building} without exploding and was carried out by sappers.",
            "Two streets behind {building} burned until the fire engine from the next valley got through.",
            "The {target} answered with mortars of its own, and both sides kept at it until dark.",
            "No warning had been given, and the siren on {building} has been out of order since winter.",
        ],
    },
    Deeds {
        event_type: "AIRSTRIKE",
        titles: &[
            "Air raid on {town} kills {killed}", "Jets bomb {town}", "{killed} die in strike on {building}", "Planes over {region} again",
            "Drone strike reported in {town}",
        ],
        leads: &[
            "Warplanes bombed {town} {hour} on {day} and killed {killed} people, rescuers said.",
            "An air strike on {building} in {town} killed {killed} people on {day} and wounded {injured} more.",
            "{killed} bodies had been pulled from the ruins of {building} in {town} by the evening of {day}, after two jets of the {actor} attacked it.",
            "The {actor} bombed {town}, in {region}, on {day}; {role} said {killed} civilians were dead.",
            "Two bombs dropped on {town} {hour} on {day} left {killed} dead, most of them from one family.",
            "A drone fired three missiles at {building} in {town} on {day}, killing {killed}.",
        ],
        details: &[
            "The aircraft circled twice before it released its load over {building}.",
            "People dug with their hands because the only excavator in {town} has no fuel.",
            "A second strike hit the same corner a quarter of an hour later, when helpers were already at work.",
            "The blast threw a delivery van onto the roof of {building}.",
            "The {actor} has the only jets in {region}, but seldom says where they fly.",
            "Pieces of a guided bomb with a serial number were shown to reporters by {role}.",
            "Anti-aircraft guns of the {target} opened fire too late.",
            "Windows broke as far away as the cemetery, and dust hung over {town} until nightfall.",
        ],
    },
    Deeds {
        event_type: "SEIZE",
        titles: &[
            "{actor} takes {town}", "{town} falls after night of fighting", "{target} loses {town}", "New flag over {town}",
            "{actor} claims key town in {region}",
        ],
        leads: &[
            "The {actor} took control of {town} on {day} after its garrison fled, people there said.",
            "{town} fell to the {actor} {hour} on {day}, in a fight that left {killed} dead.",
            "Fighters of the {actor} raised their flag over {building} in {town} on {day}.",
            "The {target} has lost {town}, one of its last strongholds in {region}, {role} said on {day}.",
            "After a siege of nine days the {actor} entered {town} on {day} and met little resistance.",
            "The {actor} said on {day} that it had captured {town} and taken {injured} prisoners.",
        ],
        details: &[
            "The last defenders withdrew across the river {hour} and blew up the bridge behind them.",
            "Trucks with loudspeakers told people to stay indoors until {building} had been searched.",
            "The {target} called it a tactical withdrawal and said that its units had regrouped to the east.",
            "Nine armoured cars stood abandoned near {building}, two of them with the engines running.",
            "Whoever holds {town} holds the road to the plain.",
            "The mayor handed over the keys of {building} and asked for the shops to be spared.",
            "Looting began before noon and was stopped by shots into the air.",
            "A column of the {actor} went on at once in the direction of the pass.",
        ],
    },
    Deeds {
        event_type: "CLASH",
        titles: &[
            "Heavy clashes near {town}", "{killed} killed in battle for {town}", "Fighting flares in {region}", "Gun battles in {town}",
            "{actor} and {target} fight over {town}",
        ],
        leads: &[
            "The {actor} and the {target} fought over {town} on {day}, and at least {killed} of them died.",
            "Heavy clashes broke out on the edge of {town} {hour} on {day}, with {killed} killed on both sides.",
            "Gun battles between the {actor} and the {target} spread to the centre of {town} on {day}.",
            "{killed} fighters were killed on {day} near {town}, where the {actor} has tried for a week to break through.",
            "An attack of the {actor} on the outskirts of {town} was beaten back on {day} at the cost of {killed} lives, {role} said.",
            "Fighting in and around {town}, in {region}, went into its third day on {day} and has so far killed {killed} people.",
        ],
        details: &[
            "Machine guns were heard from the direction of {building} {hour}.",
            "The {target} had mined the fields on both sides of the road, and a tank of the {actor} burned there for hours.",
            "Snipers on the roof of {building} kept the ambulances away.",
            "Each side said that the other had fired first.",
            "A local truce to collect the dead lasted forty minutes.",
            "The {actor} brought up men from two neighbouring districts, {person} said.",
            "Three trenches changed hands before noon and changed back before dark.",
            "Families who live behind {building} spent the night in a drainage tunnel.",
        ],
    },
    Deeds {
        event_type: "BOMB",
        titles: &[
            "Car bomb in {town} kills {killed}", "Blast tears through {town}", "{killed} dead in explosion at {building}",
            "Bombing shakes {region}", "Roadside bomb hits convoy at {town}",
        ],
        leads: &[
            "A car bomb went off outside {building} in {town} on {day}, killing {killed} people and wounding {injured}.",
            "An explosion {hour} on {day} at {building} killed {killed} people in {town}, the rescue service said.",
            "{killed} people were killed in {town} on {day} by a bomb hidden in a handcart.",
            "A roadside bomb destroyed a bus near {town}, in {region}, on {day}; {killed} passengers died.",
            "A suicide bomber killed {killed} people in front of {building} in {town} on {day}, according to {role}.",
            "{person}, {role}, said that a parcel bomb had killed {killed} people in {town} on {day}.",
        ],
        details: &[
            "The car had been parked beside {building} since the evening before.",
            "Nobody claimed the attack, but the {target} accused the {actor} within the hour.",
            "The explosive weighed about fifty kilograms and was packed with bolts, an investigator said.",
            "Shoes and school bags lay in front of {building}.",
            "A second device was found under a bench and made safe.",
            "The driver had been waved through at two checkpoints of the {target}.",
            "The shock was felt in the hamlets on the other bank.",
            "Shops within two hundred metres of {building} lost their fronts.",
        ],
    },
    Deeds {
        event_type: "ABDUCT",
        titles: &[
            "{injured} people abducted in {town}", "Gunmen seize villagers at {town}", "Kidnapping in {region}: {injured} missing",
            "{actor} accused of abductions", "Families in {town} wait for news",
        ],
        leads: &[
            "Gunmen took {injured} people from {town} {hour} on {day}, relatives said.",
            "The {actor} abducted {injured} inhabitants of {town} on {day}, {role} said.",
            "{injured} people are missing after armed men stopped two buses outside {town}, in {region}, on {day}.",
            "Armed men in uniforms of the {actor} drove up to {building} in {town} on {day} and led {injured} people away.",
            "A raid on {town} on {day} ended with {injured} people carried off and {killed} shot dead.",
            "{person}, {role}, counted {injured} of his neighbours among those dragged from their homes in {town} on {day}.",
        ],
        details: &[
            "The men came in four pickup trucks and read names from a list.",
            "Telephones were collected in a sack and thrown into the well behind {building}.",
            "Most of those taken are boys between fourteen and eighteen.",
            "The {actor} denied that any of its units had been near {town}.",
            "A ransom note was pinned to the door of {building} the next day.",
            "Tracks led from {building} to the quarry and ended there.",
            "The {target} said that it would not trade prisoners for villagers.",
            "It is the fourth time this year that people have vanished on that road.",
        ],
    },
    Deeds {
        event_type: "DISPLACE",
        titles: &[
            "Thousands leave {town}", "Exodus from {town}", "{region}: families flee again", "Empty streets in {town}",
            "People of {town} take to the road",
        ],
        leads: &[
            "Nearly everybody in {town} left on {day} when the {actor} told them to go, aid workers said.",
            "Families with carts and cattle streamed out of {town} {hour} on {day}.",
            "{person}, {role}, said on {day} that two thirds of {town} had fled from the fighting.",
            "The people of {town}, in {region}, are on the road since {day}, and {killed} of them have died of cold.",
            "An order to evacuate {town} set thousands moving on {day}.",
            "Fear of the {actor} emptied {town} within hours on {day}.",
        ],
        details: &[
            "Some spent the night in {building}, where {injured} mattresses had been laid out.",
            "The queue at the bridge was six kilometres long {hour}.",
            "Old people were carried on doors.",
            "The {target} let cars through but kept men of military age.",
            "Bread ran out before the first buses arrived.",
            "A camp for two thousand people near {building} is meant to open on the weekend.",
            "Farmers opened the fences so that the animals would not starve.",
            "Three women gave birth on the way, a midwife said.",
        ],
    },
    Deeds {
        event_type: "ATTACK",
        titles: &[
            "Ambush near {town} kills {killed}", "Gunmen attack {building} in {town}", "{killed} shot dead in {region}",
            "Night raid on {town}", "Patrol ambushed outside {town}",
        ],
        leads: &[
            "Gunmen ambushed a patrol of the {target} near {town} on {day} and killed {killed} of its men.",
            "{killed} people were shot dead on {day} when attackers stormed {building} in {town}.",
            "The {actor} raided {town} {hour} on {day}, killing {killed} and setting fire to {building}.",
            "An attack on a checkpoint at {town}, in {region}, left {killed} dead on {day}, {role} said.",
            "Unknown attackers opened fire at {building} in {town} on {day}; {killed} people died and {injured} were hurt.",
            "{person}, {role}, was among {killed} people murdered in {town} on {day}.",
        ],
        details: &[
            "The attackers came on motorcycles and were gone before the alarm was raised.",
            "A trench across the road had forced the cars to slow down beside {building}.",
            "The shooting lasted eleven minutes, a guard said.",
            "Cartridges of two calibres were found behind {building}.",
            "The {actor} said that it had hit a legitimate target and would do it again.",
            "Two of the wounded were flown out by helicopter {hour}.",
            "Dogs had barked all evening, but nobody thought of it.",
            "The {target} blocked every road out of {town} and searched houses until morning.",
        ],
    },
];

const TOLLS: &[&str] = &[
    "The hospital in {town} took in {injured} wounded, said {person}, {role}.",
    "{injured} others were hurt, four of them badly.",
    "Of the dead, {killed} in all, the youngest was three years old.",
    "{person}, {role}, put the number of wounded at {injured}.",
    "Doctors treated {injured} people for burns and cuts and sent nine on to the provincial clinic.",
    "The names of {killed} dead were read out in front of {building} in the evening.",
    "Besides {killed} dead there were {injured} injured, the rescue service said.",
    "The count stood at {killed} dead and {injured} wounded when night fell, and was expected to rise.",
];

/// First halves of direct speech, second halves, and who says it: some three hundred sentences that nobody says twice.
const SAID: &[&str] = &[
    "We carried them out on blankets because there was nothing else", "Nobody came to help us until it was far too late",
    "I have lived here for sixty years and never seen such a thing", "They knew very well that only women and children were inside",
    "My son went out to buy bread and he did not return", "If this goes on there will be no one left to bury us",
    "You hear a whistle, then nothing, then everybody screams at once", "We shall stay in our houses, whatever they throw at us",
    "There is not a single pane of glass left in this quarter", "Let the whole world look at what was done here today",
    "I counted the steps to the cellar and prayed at every one", "The soldiers who should protect us were the first to run",
    "It is always our street that pays for their quarrels", "Tell them that we have water for two more days, not more",
    "She had baked a cake for the guests who never arrived", "What kind of a victory is it to rule over an empty town",
    "My hands are still shaking and I cannot hold a cup", "Our list of the missing grows with every hour that passes",
];

const AND_SAID: &[&str] = &[
    "and tomorrow it will be the next village", "and I do not know whom to ask", "but we have nowhere else to go",
    "and still the radio speaks of peace", "so my sister sleeps in her shoes now", "and the dogs have not barked since",
    "but who listens to people like us", "and I want the names of those who gave the order", "so we dig by hand and by lamplight",
    "and God alone can count them", "but the harvest will not wait for them", "and the school is a heap of stones",
    "so do not talk to me about talks", "and my neighbour lost both his boys", "but I shall open my shop again",
    "and the ferry has not come for a week", "so we burn the doors to keep warm", "and nobody has told us why",
];

const QUOTES: &[&str] = &[
    "“{said}, {and},” said {person}, {role}.", "“{said}, {and},” {other}, who lost a brother, said.", "“{said}, {and},” {person} said.",
    "“{said},” said {other}, “{and}.”", "“{said}, {and},” {other} told reporters beside {building}.",
    "“{said}, {and},” {person}, {role}, said.", "“{said}, {and},” said {other}.", "“{said},” said {person}, “{and}.”",
    "“{said}, {and},” {other} said at {building}.",
];

const RESPONSES: &[&str] = &[
    "A spokesman for the {actor} declined to comment.",
    "The {actor} rejected the account and spoke of provocation.",
    "In a statement the {target} promised revenge and called on the world to act.",
    "The {actor} said that its men had come under fire first.",
    "Neither the {actor} nor the {target} could be reached for comment.",
    "The {target} demanded an inquiry by people from outside.",
    "A commander of the {actor} said over the radio that the operation had gone as planned.",
    "The government sent its condolences and a convoy with flour.",
    "Officials of the {target} in {town} said they had warned of this for weeks.",
    "The {actor} did not say how many men it had lost itself.",
];

const SCENES: &[&str] = &[
    "In the afternoon the bells of {town} rang for the dead.",
    "A smell of burnt rubber lay over the quarter around {building}.",
    "Children played between the stones of {building} the next morning.",
    "The mobile network was down, and news spread from door to door.",
    "Hens ran about in front of {building}, and nobody chased them.",
    "{other} had chalked the words “people live here” on the wall of {building}.",
    "A line of women waited at the pump with canisters.",
    "The owner of the inn gave away soup to whoever asked.",
    "Somebody had hung a white sheet from an upper window of {building}.",
    "The power came back for ten minutes and went again.",
    "A wedding that was planned for the evening was called off.",
    "At the crossroads a policeman directed traffic that did not come.",
    "The river was high, and planks floated past {town}.",
    "Volunteers painted numbers on the doors that they had already searched.",
    "On a bench near {building} two old men went on with their game of draughts.",
    "The only pharmacy of {town} had run out of bandages by the evening.",
    "A photographer who came by boat was sent back.",
    "Rain set in and turned the square into mud.",
];

const AFTERMATHS: &[&str] = &[
    "The burials are to take place before noon, {role} said.",
    "Schools in {town} will stay closed until further notice.",
    "A curfew was declared from seven in the evening.",
    "Engineers hope to mend the water main of {town} within a week.",
    "Relatives were asked to come to {building} with papers.",
    "The market will not open this week.",
    "Talks about a pause in the fighting are due to resume, but nobody in {town} expected much of them.",
    "The district council met by candlelight and appealed for blankets.",
    "Three flights with medicine are expected at the airfield.",
    "The road to {town} was closed to everything but ambulances.",
];

const CREDITS: &[&str] = &[
    "{person}, {role}, told {wire} that it had happened {hour}.",
    "It happened {hour}, according to {wire}, which was first to report it.",
    "The attack was first reported by {wire}.",
    "Witnesses told {wire} that {building} had been hit.",
    "That is what {person}, {role}, said in an interview with {wire}.",
    "Local radio, citing {wire}, spoke of scenes of panic around {building}.",
];
