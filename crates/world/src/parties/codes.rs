//! Closed lists: sectors and kinds of parties.
//!
//! Sectors are PLOVER's, as far as this register needs them; each says here what it covers. A sector tells what somebody
//! is to the state and to the fighting, a kind what sort of body it is.

/// (code, what it covers).
pub const SECTORS: [(&str, &str); 24] = [
    ("GOV", "a government, its head, its ministries and agencies"),
    ("MIL", "the armed forces of a state"),
    ("COP", "police, gendarmerie, internal security"),
    ("SPY", "intelligence services"),
    ("PAR", "armed groups that fight for or beside a state, or that a community arms for its defence"),
    ("REB", "armed groups that fight a state"),
    ("UAF", "armed men whose side nobody tells"),
    ("LEG", "parliaments"),
    ("JUD", "courts and prosecutors"),
    ("OPP", "opposition to a government without arms"),
    ("PTY", "political parties"),
    ("CVL", "civilians, communities and their bodies"),
    ("REF", "refugees and displaced people"),
    ("BUS", "companies, among them military ones"),
    ("CRM", "gangs, cartels, pirates"),
    ("LAB", "trade unions and workers"),
    ("REL", "clergy and religious bodies"),
    ("EDU", "schools, universities, students"),
    ("MED", "newspapers, agencies, broadcasters"),
    ("HLH", "hospitals, doctors, rescue services"),
    ("IGO", "bodies that states belong to"),
    ("NGO", "private organisations: relief, human rights, monitoring"),
    ("ELI", "former office-holders and persons of standing"),
    ("SET", "settlers"),
];

/// (kind, what it is).
pub const KINDS: [(&str, &str); 33] = [
    ("state", "a state as a whole"),
    ("government", "a government, also one that few recognise"),
    ("ministry", "a ministry"),
    ("army", "the armed forces of a state, or its land, air or sea forces"),
    ("branch", "a part of armed forces: a division, a command, a contingent"),
    ("police", "police and internal security"),
    ("intelligence", "an intelligence service"),
    ("parliament", "a parliament"),
    ("court", "a court"),
    ("militia", "a militia"),
    ("armed_group", "an armed group of no other kind"),
    ("rebel_group", "an armed group that fights a government"),
    ("jihadist_group", "an armed group that says that it fights for Islam across borders"),
    ("wing", "the armed part of a party or movement"),
    ("faction", "a part that goes its own way"),
    ("party", "a political party"),
    ("movement", "a movement, armed or not"),
    ("alliance", "groups that act together"),
    ("coalition", "states or groups under one command or name"),
    ("mission", "a peacekeeping or observer mission"),
    ("international", "a body that states belong to"),
    ("ngo", "a private organisation"),
    ("monitor", "an organisation that counts and documents"),
    ("rescue", "hospitals and rescue services"),
    ("media", "a newspaper or broadcaster"),
    ("agency", "a news agency, or an agency of a state or of the United Nations"),
    ("community", "a people, a tribe, a village's men"),
    ("company", "a company"),
    ("gang", "a gang or cartel"),
    ("union", "a trade union"),
    ("religious", "a religious body"),
    ("school", "a school or university"),
    ("person", "a person who is a party alone"),
];

/// The code of the list that is written so.
pub(crate) fn sector(code: &str) -> Option<&'static str> {
    SECTORS.iter().map(|(sector, _)| *sector).find(|sector| *sector == code)
}

/// The kind of the list that is written so.
pub(crate) fn kind(word: &str) -> Option<&'static str> {
    KINDS.iter().map(|(kind, _)| *kind).find(|kind| *kind == word)
}

/// `; did you mean "MIL"?`, or the whole list where nothing is near.
pub(crate) fn nearest<'a>(word: &str, list: impl Iterator<Item = &'a str> + Clone) -> String {
    let near = list
        .clone()
        .map(|known| (strsim::damerau_levenshtein(&word.to_lowercase(), &known.to_lowercase()), known))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    match near {
        Some((_, known)) => format!("did you mean \"{known}\"?"),
        None => format!("use one of {}", list.collect::<Vec<_>>().join(" ")),
    }
}
