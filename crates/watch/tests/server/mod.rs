//! A small web server on 127.0.0.1 that does as it is told, also what no server should. Knows nothing of feeds.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A question as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub at: Instant,
}

/// What the server answers.
pub enum Reply {
    /// Status, headers, body.
    Page(u16, Vec<(String, String)>, Vec<u8>),
    /// Hangs up at once, or in the middle.
    Reset,
    /// A byte now and then, for ever.
    Drip,
    /// As many bytes as anybody takes.
    Endless,
}

impl Reply {
    pub fn html(body: &str) -> Reply {
        Reply::page("text/html; charset=utf-8", body)
    }
    pub fn page(kind: &str, body: &str) -> Reply {
        Reply::Page(200, vec![("Content-Type".into(), kind.into())], body.as_bytes().to_vec())
    }
    pub fn status(status: u16) -> Reply {
        Reply::Page(status, vec![], b"no".to_vec())
    }
    pub fn to(location: &str) -> Reply {
        Reply::Page(302, vec![("Location".into(), location.into())], vec![])
    }
    pub fn with(self, name: &str, value: &str) -> Reply {
        match self {
            Reply::Page(status, mut headers, body) => {
                headers.push((name.into(), value.into()));
                Reply::Page(status, headers, body)
            }
            other => other,
        }
    }
}

type Answers = dyn Fn(&Asked) -> Reply + Send + Sync;

/// Runs until the test ends.
pub struct Server {
    pub port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    most: Arc<AtomicUsize>,
}

impl Server {
    /// One that answers by this function. What it does not know is 404.
    pub fn new(answers: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let answers: Arc<Answers> = Arc::new(answers);
        let server = Server { port, asked: asked.clone(), most: most.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, answers, now, most) = (asked.clone(), answers.clone(), now.clone(), most.clone());
                std::thread::spawn(move || {
                    // Nobody minds a client that has gone away.
                    let _ = serve(&stream, &asked, &*answers, &now, &most);
                });
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Everything that was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Paths that were asked, in order, without those of rules.
    pub fn paths(&self) -> Vec<String> {
        let paths = self.asked().into_iter().map(|asked| asked.path);
        paths.filter(|path| path != "/robots.txt" && path != "/.well-known/tdmrep.json").collect()
    }

    /// Forgets what was asked.
    pub fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }

    /// Most questions that were under way at one moment.
    pub fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

fn serve(
    stream: &TcpStream,
    asked: &Mutex<Vec<Asked>>,
    answers: &Answers,
    now: &AtomicUsize,
    most: &AtomicUsize,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    if path.is_empty() {
        return Ok(());
    }
    let mut headers = BTreeMap::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let question = Asked { path, headers, at: Instant::now() };
    asked.lock().unwrap().push(question.clone());
    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
    let done = reply(stream, answers(&question), now);
    if done.is_err() {
        // It had not come to the end of what it was to say.
        now.fetch_sub(1, Ordering::SeqCst);
    }
    done
}

fn reply(mut stream: &TcpStream, reply: Reply, now: &AtomicUsize) -> std::io::Result<()> {
    match reply {
        Reply::Page(status, headers, body) => {
            // Long enough that two questions at once would be seen.
            std::thread::sleep(Duration::from_millis(3));
            let mut head = format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            // Before the last byte is out: then the next question may be here before this thread goes on.
            now.fetch_sub(1, Ordering::SeqCst);
            stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(&body)).or(Ok(()))
        }
        Reply::Reset => {
            now.fetch_sub(1, Ordering::SeqCst);
            let _ = stream
                .write_all(b"HTTP/1.1 200 x\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>The beg");
            Ok(())
        }
        Reply::Drip => {
            stream.write_all(b"HTTP/1.1 200 x\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")?;
            loop {
                stream.write_all(b"x")?;
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 x\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")?;
            let block = [b'x'; 65536];
            loop {
                stream.write_all(&block)?;
            }
        }
    }
}
