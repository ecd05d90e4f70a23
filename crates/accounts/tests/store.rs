//! The file of users: written whole, read whole, broken loudly.

use accounts::{ErrorKind, Hasher, Role, Store};
use jiff::Timestamp;
use std::path::Path;

const GOOD: &str = "seven herons at the weir";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn desk() -> (tempfile::TempDir, Store, Hasher) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&Store::beside(&folder.path().join("war.dateline"))).unwrap();
    (folder, store, Hasher::quick().unwrap())
}

#[test]
fn users_are_added_changed_and_removed() {
    let (_folder, store, hasher) = desk();
    assert!(store.file().ends_with("war.dateline.accounts"));
    assert!(matches!(store.users().unwrap_err().kind(), ErrorKind::Missing));

    store.add("Anna", Role::Reader, GOOD, &hasher, at(0)).unwrap();
    store.add("م. الحلبي", Role::Admin, GOOD, &hasher, at(1)).unwrap();
    let users = store.users().unwrap();
    assert_eq!(users.len(), 2);
    let anna = users.get("ANNA").unwrap();
    assert_eq!((anna.name.as_str(), anna.role, anna.added), ("Anna", Role::Reader, at(0)));
    assert!(hasher.check(Some(anna.hash()), GOOD));

    assert!(matches!(
        store.add("anna", Role::Admin, GOOD, &hasher, at(2)).unwrap_err().kind(),
        ErrorKind::Taken(name) if name == "Anna"
    ));
    assert_eq!(store.set_role("anna", Role::Reviewer, at(3)).unwrap().role, Role::Reviewer);
    store.set_password("anna", "nine cranes over the mill", &hasher, at(4)).unwrap();
    let users = store.users().unwrap();
    let anna = users.get("Anna").unwrap();
    assert!(!hasher.check(Some(anna.hash()), GOOD));
    assert!(hasher.check(Some(anna.hash()), "nine cranes over the mill"));
    assert_eq!((anna.role, anna.added, anna.changed), (Role::Reviewer, at(0), at(4)));

    store.remove("ANNA").unwrap();
    let message = store.remove("anna").unwrap_err().to_string();
    assert!(message.ends_with("there is no user anna; the users are: م. الحلبي"), "{message}");
    // The last one may go, too; the file stays, and with it the demand to log in.
    store.remove("م. الحلبي").unwrap();
    assert!(store.users().unwrap().is_empty());
}

#[test]
fn a_refused_name_or_password_changes_nothing_and_says_why() {
    let (_folder, store, hasher) = desk();
    let message = store.add("anna\r\nSet-Cookie: a=b", Role::Admin, GOOD, &hasher, at(0)).unwrap_err().to_string();
    assert!(message.contains("U+000D"), "{message}");
    let message = store.add("anna", Role::Admin, "short", &hasher, at(0)).unwrap_err().to_string();
    assert!(message.starts_with("the password has 5 characters; 12 or more are wanted"), "{message}");
    assert!(!store.file().exists());
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store, hasher) = desk();
    store.add("anna", Role::Admin, GOOD, &hasher, at(0)).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
    for mode in [0o640, 0o604, 0o620, 0o666] {
        std::fs::set_permissions(store.file(), std::fs::Permissions::from_mode(mode)).unwrap();
        let message = store.users().unwrap_err().to_string();
        assert!(message.contains(&format!("mode {mode:04o}")) && message.contains("run `chmod 600 "), "{message}");
    }
}

#[test]
fn nothing_secret_stands_in_the_file() {
    let (_folder, store, hasher) = desk();
    let user = store.add("anna", Role::Admin, GOOD, &hasher, at(0)).unwrap();
    let text = std::fs::read_to_string(store.file()).unwrap();
    assert!(!text.contains("herons"), "{text}");
    assert!(text.starts_with("{\n  \"dateline_accounts\": 1,"), "{text}");
    assert!(!format!("{user:?}").contains("argon2"));
}

#[test]
fn a_broken_file_is_told_and_never_replaced() {
    let (_folder, store, hasher) = desk();
    store.add("anna", Role::Admin, GOOD, &hasher, at(0)).unwrap();
    let whole = std::fs::read_to_string(store.file()).unwrap();
    let broken = [
        (String::new(), "EOF while parsing"),
        (whole[..whole.len() / 2].to_owned(), "EOF while parsing"),
        ("[]".to_owned(), "expected a map"),
        ("{\"users\": []}".to_owned(), "does not say dateline_accounts"),
        (whole.replace("\"admin\"", "\"root\""), "unknown variant `root`"),
        (whole.replace("argon2id", "argon2i"), "user \"anna\""),
        (whole.replace("m=8", "m=4000000000"), "user \"anna\""),
        (whole.replace("\"anna\"", "\"an\\nna\""), "U+000A"),
        (whole.replace("\"role\"", "\"rule\""), "unknown field `rule`"),
        (whole.replace("\"dateline_accounts\": 1", "\"dateline_accounts\": 2"), "written by a newer Dateline"),
    ];
    for (text, why) in broken {
        std::fs::write(store.file(), &text).unwrap();
        for message in [
            store.users().unwrap_err().to_string(),
            Store::open(store.file()).unwrap_err().to_string(),
            store.add("boris", Role::Admin, GOOD, &hasher, at(0)).unwrap_err().to_string(),
            store.remove("anna").unwrap_err().to_string(),
        ] {
            assert!(message.contains(why), "{why}: {message}");
        }
        assert_eq!(std::fs::read_to_string(store.file()).unwrap(), text, "it was left as it was");
    }
    std::fs::write(store.file(), [0xff, 0xfe]).unwrap();
    assert!(store.users().unwrap_err().to_string().contains("not UTF-8"));
    let (head, rest) = whole.split_once('[').unwrap();
    let (one, end) = rest.rsplit_once(']').unwrap();
    std::fs::write(store.file(), format!("{head}[{one},{one}]{end}")).unwrap();
    assert!(store.users().unwrap_err().to_string().contains("twice"));
    std::fs::write(store.file(), &whole).unwrap();
    assert_eq!(store.users().unwrap().len(), 1);
}

#[test]
fn a_file_that_goes_away_lets_nobody_in() {
    let (_folder, store, hasher) = desk();
    store.add("anna", Role::Admin, GOOD, &hasher, at(0)).unwrap();
    std::fs::remove_file(store.file()).unwrap();
    assert!(matches!(store.users().unwrap_err().kind(), ErrorKind::Missing));
    assert!(store.set_role("anna", Role::Admin, at(1)).is_err());
}

#[test]
fn what_a_killed_writer_left_does_not_stand_in_the_way() {
    let (_folder, store, hasher) = desk();
    std::fs::write(format!("{}.new", store.file().display()), "{\"dateline_acc").unwrap();
    store.add("anna", Role::Admin, GOOD, &hasher, at(0)).unwrap();
    assert_eq!(store.users().unwrap().len(), 1);
    assert!(!Path::new(&format!("{}.new", store.file().display())).exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let hasher = Hasher::quick().unwrap();
    let store = Store::create(Path::new("/no/such/folder/war.dateline.accounts")).unwrap();
    let message = store.add("anna", Role::Admin, GOOD, &hasher, at(0)).unwrap_err().to_string();
    assert!(message.contains("cannot be written") && message.contains("nothing was changed"), "{message}");
}

#[test]
fn many_writers_lose_nothing_and_a_reader_never_sees_half() {
    let (_folder, store, _) = desk();
    let file = store.file().to_owned();
    Store::create(&file).unwrap().add("first", Role::Reader, GOOD, &Hasher::quick().unwrap(), at(0)).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let file = &file;
            scope.spawn(move || {
                let (store, hasher) = (Store::create(file).unwrap(), Hasher::quick().unwrap());
                for number in 0..12 {
                    store.add(&format!("user {writer} {number}"), Role::Reader, GOOD, &hasher, at(number)).unwrap();
                }
            });
        }
        let file = &file;
        scope.spawn(move || {
            let store = Store::open(file).unwrap();
            let mut most = 0;
            while most < 49 {
                let now = store.users().unwrap().len();
                assert!(now >= most, "users were lost");
                most = now;
            }
        });
    });
    assert_eq!(store.users().unwrap().len(), 49);
}

#[test]
fn an_outdated_hash_is_renewed_without_ending_sessions() {
    let (_folder, store, weak) = desk();
    let sessions = accounts::Sessions::new(accounts::SessionPolicy::default());
    let user = store.add("anna", Role::Admin, GOOD, &weak, at(0)).unwrap();
    let token = sessions.open(&user, at(0)).unwrap();
    let strong = Hasher::new().unwrap();
    assert!(strong.stale(user.hash()));
    store.renew(&user, GOOD, &strong).unwrap();
    let users = store.users().unwrap();
    assert!(!strong.stale(users.get("anna").unwrap().hash()));
    assert!(strong.check(Some(users.get("anna").unwrap().hash()), GOOD));
    assert!(sessions.find(&token, &users, true, at(1)).is_some());
}
