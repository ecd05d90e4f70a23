//! A theatre that is chosen for a run: its places, parties and roads are known beside those that are built in; what is wrong with
//! its files is told with the line. A process of its own, since a program has one theatre for good.

use claim::Who;
use world::parties::{PartyContext, Register, who};
use world::places::Gazetteer;
use world::places::resolve::resolve_place;
use world::roads::Network;
use world::theatre::{Theatre, choose, chosen};

const COUNTRIES: &str =
    "code,name,aliases,demonyms,capital_id,lat,lon\nXQ,Orvenne (invented),Orvenne,Orvennian;Orvennians,,43,-160\n";
const PLACES: &str = "id,name,own_name,aliases,country,division,lat,lon,radius_km,population,kind,source\n\
    dateline:orvenne-dun-halm,Dun Halm,დუნ-ჰალმი,Dunhalm,XQ,Low Orvenne,43.1,-160.2,0,30000,town,invented\n\
    dateline:orvenne-quess-ford,Quess Ford,,,XQ,,43.4,-160.1,0,8000,town,invented\n";
const PARTIES: &str = "id,name,aliases,country,sector,kind,from,until,parent,allies,ucdp,source\n\
    orvenne/lantern-league,Lantern League,,XQ,REB,rebel_group,,,,,,invented\n\
    xq/government,Government of Orvenne,,XQ,GOV,government,,,,,,invented\n";
const OFFICES: &str = "id,name,aliases,office,party_id,country,from,until,source\n\
    offices/orvenne-ida-korr,Ida Korr,,commander of the Lantern League,orvenne/lantern-league,XQ,,,invented\n";
const ROADS: &str = "road,class,order,place,id,lat,lon,km,note\n\
    Ford road,main,10,Dun Halm,dateline:orvenne-dun-halm,,,,\nFord road,main,20,Quess Ford,dateline:orvenne-quess-ford,,,,\n";

fn orvenne() -> Theatre {
    Theatre {
        name: "orvenne".into(),
        countries: COUNTRIES.into(),
        places: PLACES.into(),
        parties: PARTIES.into(),
        offices: OFFICES.into(),
        roads: ROADS.into(),
        map: "".into(),
    }
}

#[test]
fn a_chosen_theatre_is_known_beside_what_is_built_in() {
    assert!(choose(orvenne()), "nothing was looked up before");
    assert!(!choose(Theatre::default()), "there is one theatre for the whole run");
    assert_eq!(chosen().map(|theatre| &*theatre.name), Some("orvenne"));
    assert_eq!(orvenne().check(), []);

    let gazetteer = Gazetteer::bundled();
    let found = |name: &str| {
        let place = resolve_place(name, Some("XQ"), gazetteer).place().cloned().unwrap_or_else(|| panic!("{name}"));
        (place.id, place.precision)
    };
    for name in ["Dun Halm", "Dunhalm", "დუნ-ჰალმი", "the town of Dun Halm"] {
        assert_eq!(found(name), ("dateline:orvenne-dun-halm".to_owned(), 1), "{name}");
    }
    assert_eq!(found("Orvenne").0, "iso:XQ");
    let entry = gazetteer.entry("dateline:orvenne-dun-halm").expect("it is held");
    assert_eq!(gazetteer.place(entry).own_name.as_deref(), Some("დუნ-ჰალმი"));
    assert_eq!(gazetteer.place(entry).division_name.as_deref(), Some("Low Orvenne"));
    assert_eq!(gazetteer.facts(entry).population, 30_000);
    assert_eq!(
        resolve_place("Damascus", None, gazetteer).place().map(|place| place.id.as_str()),
        Some("geonames:170654")
    );

    let register = Register::bundled();
    let context = PartyContext { countries: vec![("XQ".to_owned(), 1.0)], ..PartyContext::default() };
    let party = |mention: &str| match who(mention, &context, register) {
        Who::Party(party) => party.id,
        Who::Unresolved(why) => why.unresolved,
    };
    assert_eq!(party("fighters of the Lantern League"), "orvenne/lantern-league");
    assert_eq!(party("Ida Korr"), "orvenne/lantern-league");
    assert_eq!(party("the Orvennian army"), "xq/army");
    assert!(register.get("syria/hts").is_some(), "the built-in parties are there, too");

    let network = Network::bundled(gazetteer);
    assert_eq!(network.road("orvenne/Ford road").map(|road| road.stops.len()), Some(2));
    assert!(network.road("syria/M5").is_some());
}

#[test]
fn what_is_wrong_with_a_theatre_is_told_with_its_line() {
    let told = |theatre: &Theatre| -> Vec<String> { theatre.check().iter().map(ToString::to_string).collect() };
    let cases = [
        (
            Theatre { countries: COUNTRIES.replace("XQ", "SY").into(), ..orvenne() },
            "countries.csv:2: country SY is a real one; take a code that ISO 3166 leaves to its users: XA to XZ",
        ),
        (
            Theatre { places: PLACES.replace("30000,town", "30000,hamlet").into(), ..orvenne() },
            "places.csv:2: unknown kind \"hamlet\"; write capital, town, division, district, region, base, camp, water or facility",
        ),
        (
            Theatre { places: PLACES.replace("8000,town", "many,town").into(), ..orvenne() },
            "places.csv:3: population is \"many\"; write a number from 0 to 4000000000, as in 34.5",
        ),
        (
            Theatre { places: PLACES.replace("dateline:orvenne-dun-halm", "dateline:badia").into(), ..orvenne() },
            "places.csv:2: id \"dateline:badia\" stands in the built-in tables too; take another",
        ),
        (
            Theatre { parties: PARTIES.replace("rebel_group", "rebels").into(), ..orvenne() },
            "parties.csv:2: unknown kind \"rebels\"",
        ),
        (
            Theatre { roads: ROADS.replace("orvenne-quess-ford", "orvenne-nowhere").into(), ..orvenne() },
            "roads.csv:3: unknown id \"dateline:orvenne-nowhere\"",
        ),
    ];
    for (theatre, expected) in cases {
        let told = told(&theatre);
        assert!(told.iter().any(|message| message.starts_with(expected)), "{expected}: {told:?}");
    }
}
