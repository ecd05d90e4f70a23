//! A hostile network: half requests, floods, garbage, odd bytes. The server answers with a problem or ends the connection, stays up, and serves
//! the others meanwhile.

mod net;

use desk::{Mode, Patience};
use net::{Answer, Server, Setup, parse, read_answer, start};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

fn short() -> Patience {
    Patience {
        head: Duration::from_millis(600),
        writing: Duration::from_millis(1500),
        request: Duration::from_millis(2500),
        ..Patience::default()
    }
}

fn open(patience: Patience) -> Server {
    start(Setup { users: false, patience, ..Setup::default() })
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.at).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Whether it still does what it is for, and soon.
fn is_well(server: &Server) {
    let start = Instant::now();
    let answer = server.get("/api/v1/types");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

/// Until the other side has ended the connection, or not in time.
fn is_ended(stream: &mut TcpStream, within: Duration) -> bool {
    stream.set_read_timeout(Some(within)).unwrap();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        }
    }
}

#[test]
fn a_head_that_comes_drop_by_drop_is_not_waited_for() {
    let server = open(short());
    // Some say nothing at all, some a byte from time to time (slow-loris).
    let mut silent: Vec<TcpStream> = (0..20).map(|_| connect(&server)).collect();
    let mut slow: Vec<TcpStream> = (0..20).map(|_| connect(&server)).collect();
    let start = Instant::now();
    let mut ended = false;
    'dripping: for byte in b"GET /api/v1/about HTTP/1.1\r\nx-a: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb".iter().cycle() {
        for stream in &mut slow {
            if stream.write_all(&[*byte]).is_err() {
                ended = true;
                break 'dripping;
            }
        }
        if start.elapsed() > Duration::from_secs(8) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(ended, "it listened for {:?}", start.elapsed());
    for stream in &mut silent {
        assert!(is_ended(stream, Duration::from_secs(5)));
    }
    is_well(&server);
}

#[test]
fn a_body_that_comes_drop_by_drop_is_not_waited_for() {
    let server = open(short());
    let mut stream = connect(&server);
    let head = format!(
        "POST /api/v1/decisions HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nx-csrf-token: {}\r\n\
         content-length: 100000\r\n\r\n",
        server.at,
        server.get("/api/v1/about").json()["csrf"].as_str().unwrap()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(8) {
        if stream.write_all(b" ").is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
        stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        if stream.peek(&mut [0]).is_ok() {
            break;
        }
    }
    assert!(start.elapsed() < Duration::from_secs(6), "it listened for {:?}", start.elapsed());
    is_well(&server);
}

#[test]
fn who_does_not_fetch_an_answer_is_not_waited_for() {
    let server = open(short());
    let mut streams: Vec<TcpStream> = (0..8).map(|_| connect(&server)).collect();
    let ask = format!("GET /api/v1/openapi.json HTTP/1.1\r\nhost: {}\r\n\r\n", server.at);
    for stream in &mut streams {
        stream.set_nonblocking(true).unwrap();
        // More answers than any buffer of the system holds.
        for _ in 0..2000 {
            if stream.write_all(ask.as_bytes()).is_err() {
                break;
            }
        }
        stream.set_nonblocking(false).unwrap();
    }
    std::thread::sleep(Duration::from_secs(3));
    is_well(&server);
    drop(streams);
    is_well(&server);
}

#[test]
fn bodies_and_heads_beyond_their_limit_are_not_read() {
    let server = open(Patience::default());
    let token = server.get("/api/v1/about").json()["csrf"].as_str().unwrap().to_owned();
    let head = |more: &str| {
        format!(
            "POST /api/v1/decisions HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\nx-csrf-token: \
             {token}\r\n{more}\r\n",
            server.at
        )
    };
    // It says so itself: nothing of it is read.
    let answer = server.raw(head("content-length: 1000000000000\r\n").as_bytes());
    assert_eq!((answer.status, answer.problem().as_str()), (413, "too-large"));
    let answer = server.raw(head("content-length: 99999999999999999999999999\r\n").as_bytes());
    assert!([400, 413].contains(&answer.status), "{answer:?}");
    // It does not: it is read so far and no further.
    let mut stream = connect(&server);
    stream.write_all(head("transfer-encoding: chunked\r\n").as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let mut sent = 0;
    while sent < 64 << 20 && stream.write_all(chunk.as_bytes()).is_ok() {
        sent += chunk.len();
    }
    assert!(sent < 32 << 20, "{sent} bytes were taken");
    let _ = stream.shutdown(Shutdown::Write);
    let answer = read_answer(&mut stream);
    assert!([413, 0].contains(&answer.status), "{answer:?}");

    let ask = |head: &str| {
        server.raw(
            format!("GET /api/v1/types HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{head}\r\n", server.at).as_bytes(),
        )
    };
    let answer = ask(&format!("x-long: {}\r\n", "a".repeat(1 << 20)));
    assert!([431, 0].contains(&answer.status), "{answer:?}");
    let answer = ask(&(0..5000).map(|number| format!("x-{number}: a\r\n")).collect::<String>());
    assert!([431, 0].contains(&answer.status), "{answer:?}");
    let answer = server.get(&format!("/api/v1/search?q={}", "a".repeat(1 << 20)));
    assert!([414, 431, 400, 0].contains(&answer.status), "{answer:?}");
    let answer = server.get(&format!("/api/v1/events?{}", "type=SEIZE&".repeat(3000)));
    assert!([200, 400].contains(&answer.status), "{}", answer.status);
    is_well(&server);
}

#[test]
fn a_flood_of_connections_neither_ends_it_nor_keeps_others_out_for_long() {
    let server = open(Patience { connections: 64, ..short() });
    let mut streams = Vec::new();
    for _ in 0..400 {
        if let Ok(stream) = TcpStream::connect_timeout(&server.at, Duration::from_millis(200)) {
            streams.push(stream);
        }
    }
    // All places are taken by those who say nothing; they are shown out, and who came later gets a place.
    let start = Instant::now();
    is_well_within(&server, Duration::from_secs(15));
    assert!(start.elapsed() < Duration::from_secs(15));
    drop(streams);
    is_well(&server);
}

fn is_well_within(server: &Server, within: Duration) {
    let start = Instant::now();
    while start.elapsed() < within {
        let Ok(mut stream) = TcpStream::connect_timeout(&server.at, Duration::from_secs(1)) else { continue };
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let ask = format!("GET /api/v1/types HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", server.at);
        if stream.write_all(ask.as_bytes()).is_ok() && read_answer(&mut stream).status == 200 {
            return;
        }
    }
    panic!("nobody was served within {within:?}");
}

#[test]
fn what_is_no_http_is_no_harm() {
    let server = open(short());
    let host = format!("host: {}\r\n", server.at);
    let garbage: Vec<Vec<u8>> = vec![
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"\0\0\0\0\0\0\0\0".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /\r\n\r\n".to_vec(),
        b"GET  /api/v1/types  HTTP/1.1\r\n\r\n".to_vec(),
        b"G\xffT / HTTP/1.1\r\n\r\n".to_vec(),
        b"GET /\xff\xfe HTTP/1.1\r\n\r\n".to_vec(),
        b"GET /api/v1/types HTTP/1.1\r\nno colon here\r\n\r\n".to_vec(),
        b"GET /api/v1/types HTTP/1.1\r\n: empty\r\n\r\n".to_vec(),
        b"GET /api/v1/types HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n".to_vec(),
        b"GET /api/v1/types HTTP/1.1\r\n\r\n".to_vec(),
        b"GET http://evil.example/api/v1/types HTTP/1.1\r\nhost: evil.example\r\n\r\n".to_vec(),
        b"CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n".to_vec(),
        b"OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n".to_vec(),
        b"\r\n\r\n\r\n\r\n".to_vec(),
        b"USER anonymous\r\nPASS x\r\n".to_vec(),
        (0..=255).cycle().take(200_000).collect(),
    ];
    for bytes in &garbage {
        let answer = server.raw(bytes);
        let known = [0, 400, 404, 405, 414, 421, 431, 505].contains(&answer.status);
        assert!(known, "{:?}: {answer:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
    // Lengths at odds, by which a proxy and a server could be made to see different requests.
    for odd in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 5\r\ntransfer-encoding: chunked\r\n",
        "content-length: -1\r\n",
        "content-length: +5\r\n",
        "content-length: 0x5\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding : chunked\r\n",
        "expect: 100-continue\r\ncontent-length: 3\r\n",
    ] {
        let text = format!("POST /api/v1/decisions HTTP/1.1\r\n{host}connection: close\r\n{odd}\r\n{{}} GET /");
        let answer = server.raw(text.as_bytes());
        assert!((400..500).contains(&answer.status) || answer.status == 0 || answer.status == 100, "{odd}: {answer:?}");
        assert!(!answer.body.contains("HTTP/1.1 200"), "{odd}: {answer:?}");
    }
    // Garbage after a good request, in one go.
    let good = format!("GET /api/v1/types HTTP/1.1\r\n{host}\r\n");
    let answer = server.raw(format!("{good}\x01\x02\x03garbage\r\n\r\n").as_bytes());
    assert_eq!(answer.status, 200);
    // Two hundred good ones in one go are all answered, in their order.
    let mut stream = connect(&server);
    let last = format!("GET /api/v1/nothing HTTP/1.1\r\n{host}connection: close\r\n\r\n");
    stream.write_all((good.repeat(200) + &last).as_bytes()).unwrap();
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    let text = String::from_utf8_lossy(&all);
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 200);
    assert_eq!(text.matches("HTTP/1.1 404 ").count(), 1);
    is_well(&server);
}

#[test]
fn old_http_is_answered_and_the_connection_ended() {
    let server = open(short());
    let answer = server.raw(format!("GET /api/v1/types HTTP/1.0\r\nhost: {}\r\n\r\n", server.at).as_bytes());
    assert_eq!(answer.status, 200);
    assert!(answer.header("transfer-encoding").is_none(), "HTTP/1.0 knows no chunks: {:?}", answer.headers);
    assert!(answer.json().is_array());
    // Without Host, which that version does not demand, nobody says by which name we were asked.
    assert!([400, 421].contains(&server.raw(b"GET /api/v1/types HTTP/1.0\r\n\r\n").status));
}

#[test]
fn odd_bytes_in_addresses_are_told_apart_from_what_is_there() {
    let server = open(Patience::default());
    for path in [
        "/api/v1/events/%ff%fe",
        "/api/v1/places/%00",
        "/api/v1/parties/%c3%28",
        "/api/v1/events/%",
        "/api/v1/events/%zz",
        "/api/v1/events/e0000000000000000000000000000000000000000",
        "/api/v1/events/..%2f..%2fetc%2fpasswd",
        "/api/v1/claims/%F0%9F%92%A3",
        "/api/v1/reports/' OR 1=1 --",
        "/api/v1/reports/%27%20OR%201=1%20--",
        "/api/v1/nothing",
        "/api/v2/events",
        "/api/v1/",
        "/api",
    ] {
        let answer = server.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        if answer.status != 400 || !answer.body.is_empty() {
            answer.problem();
        }
    }
    for query in [
        "text=%ff%fe",
        "text=%00",
        "place=%c3%28",
        "party=%F0%9F%92%A3",
        "cursor=%ff",
        "cursor=AAAA",
        "limit=-1",
        "limit=1e9",
        "limit=18446744073709551616",
        "from=2024-02-30",
        "from=+999999999-01-01",
        "as_of=0000-00-00",
        "text=%22",
        "text=NEAR(%22a%22",
        "text=a%20OR",
        "text='; DROP TABLE chain; --",
        "min_confidence=NaN",
        "type=SEIZE%00",
        "place=geonames:99999999999999999999",
        "place=geonames:-1",
        "=",
        "&&&",
        "%ff=%ff",
        "text=a&text=b",
    ] {
        for list in ["events", "claims", "situation"] {
            let answer = server.get(&format!("/api/v1/{list}?{}", query.replace(' ', "%20")));
            assert!(answer.status == 200 || (400..500).contains(&answer.status), "{list}?{query}: {answer:?}");
            if answer.status != 200 && !answer.body.is_empty() {
                answer.problem();
            }
        }
    }
    is_well(&server);
}

#[test]
fn no_path_leads_out_of_the_pages() {
    let server = start(Setup { users: false, mode: Mode::Public, ..Setup::default() });
    for path in [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e%2f%2e%2e%2fCargo.toml",
        "/....//....//etc/passwd",
        "/..\\..\\etc\\passwd",
        "//etc/passwd",
        "/file:///etc/passwd",
        "/etc/passwd%00.html",
        "/war.dateline",
        "/war.dateline.accounts",
        "/tiles/../../etc/passwd",
        "/tiles/%2e%2e/base.pmtiles",
        "/.git/config",
    ] {
        let answer = server.get(path);
        assert!(
            !answer.body.contains("root:") && !answer.body.contains("[package]") && !answer.body.contains("argon2"),
            "{path}"
        );
        // Either nothing, or the page that says that nothing is here.
        assert!(
            answer.status >= 400 || answer.body.contains("<title>") || answer.body.contains("<!doctype"),
            "{path}: {answer:?}"
        );
    }
}

#[test]
fn who_hangs_up_in_the_middle_is_no_harm() {
    let server = open(short());
    for round in 0..200 {
        let mut stream = connect(&server);
        let text = format!("GET /api/v1/openapi.json HTTP/1.1\r\nhost: {}\r\n\r\n", server.at);
        let part = text.len() * (round % 20) / 20;
        let _ = stream.write_all(&text.as_bytes()[..part.max(1)]);
        if round % 3 == 0 {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
    is_well(&server);
}

#[test]
fn every_answer_forbids_what_a_page_from_elsewhere_could_do() {
    let server = open(Patience::default());
    let told: Vec<Answer> = vec![
        server.get("/"),
        server.get("/api/v1/types"),
        server.get("/api/v1/nothing"),
        server.ask("POST", "/api/v1/events", &[], "x"),
        server.ask("GET", "/", &[("host", "evil.example")], ""),
        parse(b""),
    ];
    for answer in told.iter().filter(|answer| answer.status != 0) {
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'self'") && policy.contains("object-src 'none'"), "{answer:?}");
        assert!(!policy.contains("unsafe-eval") && !policy.contains("http:") && !policy.contains('*'), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:?}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{answer:?}");
    }
}
