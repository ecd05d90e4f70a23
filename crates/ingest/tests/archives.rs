//! Web archives, sound and hostile, made here. What they tell is invented.

use claim::{Problem, Report, Severity};
use flate2::{Compression, write::GzEncoder};
use ingest::{Capture, Hint, Passed, is_wacz, is_warc, wacz_captures, warc_captures};
use std::io::{Cursor, Write};

const STORY: &str = "Shells fell on the market of Karvash early on Friday, residents said. Four people were killed and \
                     eleven hurt, the health office of the town told Example Wire. The army did not comment.";

fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title><link rel=canonical href=https://wire.example/{title}>\
         <meta property='article:published_time' content='2031-03-07T10:00:00Z'></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>{title}</h1><p>{STORY}</p><p>{STORY}</p></article></body></html>"
    )
}

fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
    answer.extend(body);
    answer
}

fn html(title: &str) -> Vec<u8> {
    answer("Content-Type: text/html; charset=utf-8\r\n", page(title).as_bytes())
}

/// A record with these fields beside its length.
fn record(fields: &str, content: &[u8]) -> Vec<u8> {
    let mut record = format!("WARC/1.1\r\n{fields}Content-Length: {}\r\n\r\n", content.len()).into_bytes();
    record.extend(content);
    record.extend(b"\r\n\r\n");
    record
}

fn response(url: &str, content: &[u8]) -> Vec<u8> {
    let fields = format!(
        "WARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-04-01T12:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\n"
    );
    record(&fields, content)
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn named(title: &str) -> Vec<u8> {
    response(&format!("https://wire.example/{title}"), &html(title))
}

#[derive(Debug, Default)]
struct Came {
    captures: Vec<Capture>,
    problems: Vec<Problem>,
    passed: Passed,
}

fn take(archive: &[u8]) -> Came {
    let mut came = Came::default();
    let (mut captures, mut problems) = (Vec::new(), Vec::new());
    came.passed = warc_captures(archive, "news.warc.gz", &mut |found| {
        match found {
            Ok(capture) => captures.push(capture),
            Err(problem) => problems.push(problem),
        }
        true
    })
    .unwrap();
    (came.captures, came.problems) = (captures, problems);
    came
}

fn reports(came: Came) -> (Vec<Report>, Vec<Problem>) {
    let (mut reports, mut problems) = (Vec::new(), came.problems);
    for capture in came.captures {
        capture.read(&Hint::named("not used"), &|_| true, &mut |found| match found {
            Ok(report) => reports.push(report),
            Err(problem) => problems.push(problem),
        });
    }
    (reports, problems)
}

fn titles(archive: &[u8]) -> (Vec<String>, Vec<String>) {
    let (reports, problems) = reports(take(archive));
    let titles = reports.into_iter().map(|report| report.title.unwrap_or_default()).collect();
    (titles, problems.into_iter().map(|problem| problem.message).collect())
}

#[test]
fn a_page_in_an_archive_is_the_page_saved_alone() {
    let alone = ingest::ingest(page("A").as_bytes(), &Hint::named("A.html")).0.remove(0);
    for archive in [named("A"), gz(&named("A"))] {
        assert!(is_warc(&archive));
        let (reports, problems) = reports(take(&archive));
        assert_eq!(problems, []);
        let [report] = &reports[..] else { panic!("{reports:?}") };
        assert_eq!((report.id.as_str(), report.origin.file.as_str()), ("news-0", "news.warc.gz#0"));
        assert_eq!(claim::ReportId::of(report), claim::ReportId::of(&alone), "the same report for every ledger");
        assert_eq!(report.text, alone.text);
        // And by the common way in.
        let (through, problems) = ingest::ingest(&archive, &Hint::named("news.warc.gz"));
        assert_eq!((&through[..], &problems[..]), (&reports[..], &[][..]));
    }
}

#[test]
fn what_a_page_does_not_say_the_archive_says() {
    let body = format!("<html><body><article><p>{STORY}</p><p>{STORY}</p></article></body></html>");
    let archive = response("https://wire.example/x", &answer("Content-Type: text/html\r\n", body.as_bytes()));
    let (reports, problems) = reports(take(&archive));
    assert_eq!(reports[0].url.as_deref(), Some("https://wire.example/x"));
    assert_eq!(reports[0].date, Some(jiff::civil::date(2031, 4, 1)));
    assert_eq!(problems[0].code, "captured_date");
    assert_eq!(problems[0].severity, Severity::Note);

    let mut given = Vec::new();
    let hint = Hint { date: Some(jiff::civil::date(2031, 1, 1)), ..Hint::named("x") };
    take(&archive).captures.remove(0).read(&hint, &|_| true, &mut |found| given.push(found));
    assert_eq!(given[0].as_ref().unwrap().date, hint.date, "what the user says goes before the day of the capture");
}

#[test]
fn only_pages_and_texts_that_were_answered_with_200_are_taken() {
    let head = |kind: &str, content_type: &str| {
        format!("WARC-Type: {kind}\r\nWARC-Target-URI: https://wire.example/{kind}\r\nContent-Type: {content_type}\r\n")
    };
    let http = "application/http; msgtype=response";
    let text = format!("Karvash\n\n{STORY}\n");
    let archive: Vec<u8> = [
        record("WARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\n", b"software: a crawler\r\n"),
        record(&head("request", "application/http; msgtype=request"), b"GET / HTTP/1.1\r\nHost: wire.example\r\n\r\n"),
        record(&head("revisit", http), b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        record(&head("metadata", "application/warc-fields"), b"a: b\r\n"),
        response("https://wire.example/404", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone"),
        response("https://wire.example/moved", b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<p>there"),
        response("https://wire.example/a.png", &answer("Content-Type: image/png\r\n", b"\x89PNG\r\n")),
        response("https://wire.example/robots.txt", &answer("Content-Type: text/plain\r\n", b"User-agent: *\n")),
        response("dns:wire.example", b"20310401 1.2.3.4"),
        response("https://wire.example/empty", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        named("B"),
        record(&head("resource", "text/html"), page("C").as_bytes()),
        record(&head("conversion", "text/plain"), text.as_bytes()),
        record(&head("Unheard-Of", "text/html"), page("D").as_bytes()),
    ]
    .concat();
    let came = take(&archive);
    assert_eq!(came.passed.records, 14);
    assert_eq!(came.problems, []);
    assert_eq!(
        titles(&archive),
        (
            vec!["B".into(), "C".into(), "Karvash".into()],
            vec!["the page tells no day, that of its capture (2031-04-01) was taken; it may be older".to_owned()][..0]
                .to_vec()
        )
    );
}

#[test]
fn what_http_wraps_around_a_page_is_taken_off() {
    let page = page("E");
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(page.as_bytes()).unwrap();
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(page.as_bytes()).unwrap();
    let chunks = |bytes: &[u8]| {
        let mut out = Vec::new();
        for chunk in bytes.chunks(100) {
            out.extend(format!("{:x}\r\n", chunk.len()).bytes());
            out.extend(chunk);
            out.extend(b"\r\n");
        }
        out.extend(b"0\r\n\r\n");
        out
    };
    let packed = gz(page.as_bytes());
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("Content-Encoding: gzip\r\n", packed.clone()),
        ("content-encoding: X-GZIP\r\n", packed.clone()),
        ("Content-Encoding: deflate\r\n", deflated.finish().unwrap()),
        ("Content-Encoding: deflate\r\n", raw.finish().unwrap()),
        ("Transfer-Encoding: chunked\r\n", chunks(page.as_bytes())),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunks(&packed)),
        ("Content-Encoding: gzip, gzip\r\n", gz(&packed)),
        // Told, and not so: crawlers unpack bodies and leave the header.
        ("Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", page.clone().into_bytes()),
        ("Content-Encoding: gzip\r\n", page.clone().into_bytes()),
        ("Content-Encoding: zstd\r\n", page.clone().into_bytes()),
    ];
    for (headers, body) in cases {
        let answer = answer(&format!("Content-Type: text/html\r\n{headers}"), &body);
        let (titles, problems) = titles(&response("https://wire.example/E", &answer));
        assert_eq!((titles, problems), (vec!["E".to_owned()], vec![]), "{headers}");
    }
    let brotli = include_bytes!("fixtures/page.html.br");
    let answer = answer("Content-Type: text/html\r\nContent-Encoding: br\r\n", brotli);
    assert_eq!(titles(&response("https://wire.example/br", &answer)).0, ["Shells fall on Karvash"]);
}

#[test]
fn the_servers_charset_goes_before_the_pages() {
    let body = [
        b"<meta charset=koi8-r><title>T</title><article><p>".as_slice(),
        &[0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2],
        STORY.as_bytes(),
        b"</p>",
    ]
    .concat();
    let answer = answer("Content-Type: text/html; charset=windows-1251\r\n", &body);
    let (reports, _) = reports(take(&response("https://wire.example/t", &answer)));
    assert!(reports[0].text.starts_with("Привет"), "{}", &reports[0].text[..40]);
}

#[test]
fn the_same_address_with_the_same_content_comes_once() {
    let other = response("https://wire.example/F", &html("G"));
    let came = take(&[gz(&named("F")), gz(&named("F")), gz(&other), gz(&named("F"))].concat());
    assert_eq!((came.captures.len(), came.passed.copies), (2, 2));
    let told = |url: &str| {
        let fields = format!(
            "WARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Payload-Digest: sha1:SAME\r\nContent-Type: application/http\r\n"
        );
        record(&fields, &html("H"))
    };
    let came = take(&[told("https://a.example/"), told("https://b.example/"), told("https://a.example/")].concat());
    assert_eq!((came.captures.len(), came.passed.copies), (2, 1));
}

#[test]
fn a_broken_record_costs_itself() {
    let bad_length = |length: &str| {
        let whole = String::from_utf8(named("bad")).unwrap();
        let (head, rest) = whole.split_once("Content-Length: ").unwrap();
        format!("{head}Content-Length: {length}{}", &rest[rest.find('\r').unwrap()..]).into_bytes()
    };
    let mut no_length = named("bad");
    let at = no_length.windows(14).position(|window| window == b"Content-Length").unwrap();
    no_length[at] = b'X';
    let endless_head = [b"WARC/1.1\r\nA: ".as_slice(), &b"a".repeat(100_000), b"\r\n\r\n\r\n"].concat();
    let broken: Vec<(&str, Vec<u8>)> = vec![
        ("tells no length", no_length),
        ("tells no length", bad_length("-5")),
        ("tells no length", bad_length("99999999999999999999999")),
        ("longer than its head says", bad_length("300")),
        ("no record begins here", b"garbage\r\nand more of it\r\n".to_vec()),
        ("no end within 64 KB", endless_head),
    ];
    for (reason, broken) in broken {
        let plain = [named("I"), broken.clone(), named("J")].concat();
        let packed = [gz(&named("I")), gz(&broken), gz(&named("J"))].concat();
        for archive in [plain, packed] {
            let (titles, problems) = titles(&archive);
            assert_eq!(titles, ["I", "J"], "{reason}");
            assert!(problems.len() == 1 && problems[0].contains(reason), "{reason}: {problems:?}");
        }
    }
    // Packed, a record that is too short is told from the next by where that begins.
    let packed = [gz(&named("I")), gz(&bad_length("5000")), gz(&named("J"))].concat();
    let (titles, problems) = titles(&packed);
    assert_eq!(titles, ["I", "J"]);
    assert!(problems[0].contains("shorter than its head says"), "{problems:?}");
}

#[test]
fn damaged_packing_costs_one_record() {
    let (first, last) = (gz(&named("K")), gz(&named("L")));
    let middle = gz(&named("bad"));
    for at in (12..middle.len()).step_by(7) {
        let mut damaged = middle.clone();
        damaged[at] ^= 0xff;
        let (titles, problems) = titles(&[first.clone(), damaged, last.clone()].concat());
        assert!(titles.first().is_some_and(|title| title == "K"), "byte {at}: {titles:?}");
        assert!(titles.last().is_some_and(|title| title == "L"), "byte {at}: {titles:?}, {problems:?}");
        assert!(
            problems.iter().any(|problem| problem.contains(&format!("byte {}", first.len()))),
            "byte {at}: {problems:?}"
        );
    }
    // Something between members, and zeros at the end.
    let (titles, problems) = titles(&[first, b"\x1f\x8b\x08 what is this".to_vec(), last, vec![0; 1000]].concat());
    assert_eq!(titles, ["K", "L"]);
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn a_truncated_file_gives_what_is_whole() {
    let (first, last) = (named("M"), named("bad"));
    for cut in [3, 20, 200, last.len() / 2, last.len() - 10] {
        let plain = [&first[..], &last[..cut]].concat();
        let (titles, problems) = titles(&plain);
        assert_eq!(titles, ["M"], "cut at {cut}");
        assert_eq!(problems.len(), 1, "cut at {cut}: {problems:?}");
    }
    let (first, last) = (gz(&first), gz(&last));
    for cut in [1, 5, 15, last.len() / 2, last.len() - 3] {
        let (titles, problems) = titles(&[&first[..], &last[..cut]].concat());
        assert!(titles.iter().all(|title| title == "M"), "cut at {cut}: {titles:?}");
        assert_eq!(problems.len(), 1, "cut at {cut}: {problems:?}");
        assert!(problems[0].contains(&format!("byte {}", first.len())), "{problems:?}");
    }
}

#[test]
fn records_packed_together_or_across_members_are_read() {
    let all = [named("N"), named("O"), named("P")].concat();
    let expected = (vec!["N".to_owned(), "O".to_owned(), "P".to_owned()], vec![]);
    assert_eq!(titles(&gz(&all)), expected);
    for size in [1, 7, 100, 1000] {
        let blocks: Vec<u8> = all.chunks(size).flat_map(gz).collect();
        assert_eq!(titles(&blocks), expected, "blocks of {size}");
    }
    let places: Vec<String> = take(&gz(&all)).captures.into_iter().map(|capture| capture.file).collect();
    assert_eq!(places[0], "news.warc.gz#0");
    assert!(places[1].starts_with("news.warc.gz#0+"), "{places:?}");
}

#[test]
fn bombs_are_bounded() {
    let zeros = vec![0u8; 40 << 20];
    // A page that unpacks to more than a page may be; twice over, so that the archive stays small.
    let bomb = answer("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gz(&zeros));
    let huge = answer("Content-Type: text/html\r\n", &zeros);
    let archive = [
        gz(&response("https://wire.example/bomb", &bomb)),
        gz(&response("https://wire.example/huge", &huge)),
        gz(&named("Q")),
    ];
    let (titles, problems) = titles(&archive.concat());
    assert_eq!(titles, ["Q"]);
    assert!(problems.iter().any(|problem| problem.contains("unpacks to more than 32 MB")), "{problems:?}");
    assert!(problems.iter().any(|problem| problem.contains("larger than 32 MB")), "{problems:?}");
    // Zeros without an end behind a record: the member is left after a while.
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&named("R")).unwrap();
    (0..10).for_each(|_| packer.write_all(&zeros).unwrap());
    let (found, _) = self::titles(&[packer.finish().unwrap(), gz(&named("S"))].concat());
    assert_eq!(found.last().map(String::as_str), Some("S"));
}

#[test]
fn a_capture_that_the_sieve_holds_back_gives_nothing() {
    let mut asked = Vec::new();
    let capture = take(&gz(&response(
        "https://wire.example/T",
        &answer("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gz(page("T").as_bytes())),
    )))
    .captures
    .remove(0);
    let sieve = std::cell::RefCell::new(&mut asked);
    let opened = capture.read(
        &Hint::named("x"),
        &|bytes| {
            sieve.borrow_mut().push(bytes.to_vec());
            false
        },
        &mut |found| panic!("{found:?}"),
    );
    assert!(!opened);
    assert_eq!(asked, [page("T").into_bytes()], "it is asked of the page as the browser gets it");
}

#[test]
fn whoever_wants_no_more_gets_no_more() {
    let archive = [named("U"), named("V")].concat();
    let mut count = 0;
    warc_captures(&archive[..], "a.warc", &mut |_| {
        count += 1;
        false
    })
    .unwrap();
    assert_eq!(count, 1);
}

#[test]
fn any_bytes_end_without_panic() {
    let good = [gz(&named("W")), gz(&named("X"))].concat();
    let mut state = 1u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for _ in 0..400 {
        let mut bytes = if next() % 2 == 0 { good.clone() } else { [named("W"), named("X")].concat() };
        for _ in 0..1 + next() % 8 {
            let at = next() % bytes.len();
            match next() % 3 {
                0 => bytes[at] = next() as u8,
                1 => bytes.truncate(at + 1),
                _ => _ = bytes.remove(at),
            }
        }
        let _ = reports(take(&bytes));
    }
}

fn boxed(files: &[(&str, &[u8])], packed: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let method = if packed { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn take_boxed(bytes: &[u8]) -> Came {
    let (mut captures, mut problems) = (Vec::new(), Vec::new());
    let passed = wacz_captures(Cursor::new(bytes), "a.wacz", &mut |found| {
        match found {
            Ok(capture) => captures.push(capture),
            Err(problem) => problems.push(problem),
        }
        true
    })
    .unwrap();
    Came { captures, problems, passed }
}

fn contents(files: &[(&str, &[u8])]) -> String {
    use sha2::Digest;
    let resources: Vec<_> = files
        .iter()
        .map(|(path, content)| {
            let hash: String = sha2::Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
            serde_json::json!({"name": path, "path": path, "hash": format!("sha256:{hash}"), "bytes": content.len()})
        })
        .collect();
    serde_json::json!({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).to_string()
}

#[test]
fn a_box_gives_the_pages_of_its_archives() {
    let (one, two) = ([gz(&named("A")), gz(&named("B"))].concat(), [gz(&named("B")), gz(&named("C"))].concat());
    let list = contents(&[("archive/1.warc.gz", &one), ("archive/2.warc.gz", &two)]);
    let files: [(&str, &[u8]); 4] = [
        ("pages/pages.jsonl", b"{}\n"),
        ("archive/2.warc.gz", &two),
        ("datapackage.json", list.as_bytes()),
        ("archive/1.warc.gz", &one),
    ];
    for packed in [false, true] {
        let bytes = boxed(&files, packed);
        assert!(
            is_wacz("a.wacz", &bytes) && is_wacz("a.zip", &bytes) && !is_wacz("a.docx", b"PK\x03\x04word/document.xml")
        );
        let came = take_boxed(&bytes);
        assert_eq!(came.problems, []);
        assert_eq!(came.passed.copies, 1, "across the archives of a box, too");
        assert_eq!(came.captures[0].file, "a.wacz/archive/1.warc.gz#0");
        assert_eq!(
            reports(came).0.into_iter().map(|report| report.title.unwrap()).collect::<Vec<_>>(),
            ["A", "B", "C"]
        );
    }
}

#[test]
fn a_box_that_is_not_in_order_says_so() {
    let archive = gz(&named("A"));
    let codes =
        |bytes: &[u8]| -> Vec<String> { take_boxed(bytes).problems.into_iter().map(|problem| problem.code).collect() };
    let list = contents(&[("archive/1.warc.gz", b"something else")]);
    assert_eq!(
        codes(&boxed(&[("datapackage.json", list.as_bytes()), ("archive/1.warc.gz", &archive)], false)),
        ["changed_archive"]
    );
    assert_eq!(codes(&boxed(&[("archive/1.warc.gz", &archive)], false)), ["no_contents"]);
    assert_eq!(codes(&boxed(&[("datapackage.json", b"{}")], false)), ["empty"]);
    let whole = boxed(&[("archive/1.warc.gz", &archive)], false);
    assert_eq!(codes(&whole[..whole.len() / 2]), ["bad_archive"]);
}
