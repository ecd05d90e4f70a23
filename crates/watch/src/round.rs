//! One round: every feed once, then the pages that are new, changed, or left over.
//!
//! One thread decides, so that what is asked, and in which order of each host, depends on the answers alone; each question waits on a
//! thread of its own, one a host. A redirection is a question of its own, to whatever host it names, under that host's rules.
//!
//! Reads what is remembered and changes nothing of it: everything to be remembered is a [`Step`], in an order in which any beginning can be
//! kept: first the pages that a feed lists, then that the feed was had. So a round that is cut off anywhere loses no page.

use crate::address::{canonical, host_and_port, is_plainly_inside, origin};
use crate::feeds::{self, Listed};
use crate::policy::later;
use crate::robots::MOST_BYTES;
use crate::{Answer, Client, Failure, Outcome, Policy, Question, Robots, Tdm, Told, header_reserves, page_reserves};
use jiff::Timestamp;
use ledger::{Error, Fetch, FetchKind, Ledger};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use url::Url;

/// What a round does, in order.
#[derive(Clone, Debug)]
pub enum Step {
    /// To be told.
    Told(Told),
    /// To be remembered.
    Keep(Box<Fetch>),
    /// To be read, and then remembered.
    Found(Box<Found>),
}

/// A page that was had. Its text is to be read; what is to be remembered of it afterwards comes with it.
#[derive(Clone, Debug)]
pub struct Found {
    /// What to remember of the address that the feed lists, once the page is stored.
    pub fetch: Fetch,
    /// The same of the address that it leads to, where that is another.
    pub also: Option<Fetch>,
    /// Where the page is, after all redirections.
    pub url: Url,
    /// The page; in UTF-8 with a byte order mark where its letters were told by the answer.
    pub body: Vec<u8>,
    /// True for plain text, false for HTML.
    pub is_plain: bool,
    /// What the feed says of it.
    pub listed: Listed,
}

/// What a round goes by.
pub struct Round<'r> {
    /// What is remembered; read only.
    pub ledger: &'r Ledger,
    /// Asks.
    pub client: &'r Arc<Client>,
    /// How politely.
    pub policy: &'r Policy,
    /// The time, for what is remembered.
    pub now: &'r dyn Fn() -> Timestamp,
    /// True once the round shall end.
    pub stop: &'r AtomicBool,
}

impl Round<'_> {
    /// Asks the feeds and their pages. `each` takes the steps, in order, and ends the round by false.
    pub fn run(&self, feeds: &[Url], each: &mut dyn FnMut(Step) -> bool) -> Result<(), Error> {
        let (done, finished) = channel();
        let mut running = Running {
            round: self,
            each,
            stopped: false,
            hosts: BTreeMap::new(),
            origins: BTreeMap::new(),
            queued: BTreeSet::new(),
            in_flight: 0,
            done,
        };
        running.start(feeds)?;
        running.go_on(&finished)
    }
}

/// A question on its way.
#[derive(Clone, Debug)]
struct Task {
    /// What is remembered of the address that it began with.
    row: Fetch,
    /// The address that is asked now.
    url: Url,
    /// The addresses that led here.
    hops: Vec<Url>,
    /// Host and port that the user has named, by the feed that this comes from.
    named: Option<(String, u16)>,
    /// The feed that lists it.
    feed: Option<String>,
}

impl Task {
    fn told(&self, at: Timestamp, outcome: Outcome) -> Told {
        Told { feed: self.feed.clone(), ..Told::new(at, self.row.kind, &self.row.url, outcome) }
    }

    /// What is remembered of its address once it has answered well.
    fn answered(&self, at: Timestamp, status: u16) -> Fetch {
        Fetch { asked: Some(at), status: Some(status), failures: 0, not_before: None, note: None, ..self.row.clone() }
    }
}

/// A host by its name: who is asked one question at a time.
#[derive(Debug)]
struct Host {
    waiting: VecDeque<Task>,
    is_busy: bool,
    ready: Instant,
    pages: usize,
}

/// What is known of an origin's rules.
#[derive(Debug, Default)]
struct Origin {
    robots: Option<Robots>,
    tdm: Option<Tdm>,
    /// Asked for, and not yet there.
    is_asking: bool,
    not_before: Option<Timestamp>,
    /// What is remembered of its robots.txt, this round's answer too.
    row: Option<Fetch>,
}

/// What comes back from a thread.
struct Done {
    host: String,
    task: Task,
    answer: Result<Answer, Failure>,
}

struct Running<'a, 'r> {
    round: &'a Round<'r>,
    each: &'a mut dyn FnMut(Step) -> bool,
    stopped: bool,
    hosts: BTreeMap<String, Host>,
    origins: BTreeMap<String, Origin>,
    /// Pages and feeds of this round by address: none is asked twice.
    queued: BTreeSet<String>,
    in_flight: usize,
    done: Sender<Done>,
}

/// Between two looks at whether the round shall end.
const GLANCE: Duration = Duration::from_millis(100);

const FEED: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";
const PAGE: &str = "text/html, application/xhtml+xml, text/plain;q=0.8";

impl Running<'_, '_> {
    fn start(&mut self, feeds: &[Url]) -> Result<(), Error> {
        let now = (self.round.now)();
        for url in feeds {
            if !self.queued.insert(url.to_string()) {
                continue;
            }
            let row = self.recall(FetchKind::Feed, url.as_str())?;
            let task = Task { row, url: url.clone(), hops: Vec::new(), named: host_and_port(url), feed: None };
            match task.row.not_before.filter(|time| *time > now) {
                Some(time) => {
                    let why = task.row.note.clone().unwrap_or_else(|| "it asked for a pause".to_owned());
                    let told = Told { not_before: Some(time), ..task.told(now, Outcome::Later) };
                    self.tell(told.because(why));
                }
                None => self.queue(task),
            }
        }
        // What was left over, whoever lists it, as long as the user still names its feed: that is his list.
        let given: BTreeMap<&str, &Url> = feeds.iter().map(|url| (url.as_str(), url)).collect();
        for row in self.round.ledger.pages_to_ask()? {
            let Some(listed) = listed_of(&row) else { continue };
            let Some(feed) = given.get(listed.feed.as_str()) else { continue };
            let named = host_and_port(feed);
            self.queue_page(row, listed.feed, named, now);
        }
        Ok(())
    }

    fn recall(&self, kind: FetchKind, url: &str) -> Result<Fetch, Error> {
        Ok(self.round.ledger.fetch(url)?.unwrap_or_else(|| Fetch::new(kind, url)))
    }

    fn tell(&mut self, told: Told) {
        self.step(Step::Told(told));
    }

    fn keep(&mut self, fetch: Fetch) {
        self.step(Step::Keep(Box::new(fetch)));
    }

    fn step(&mut self, step: Step) {
        if !self.stopped && !(self.each)(step) {
            self.stopped = true;
        }
    }

    fn host(&mut self, url: &Url) -> &mut Host {
        let name = url.host_str().unwrap_or_default().to_owned();
        self.hosts.entry(name).or_insert_with(|| Host {
            waiting: VecDeque::new(),
            is_busy: false,
            ready: Instant::now(),
            pages: 0,
        })
    }

    fn queue(&mut self, task: Task) {
        let url = task.url.clone();
        self.host(&url).waiting.push_back(task);
    }

    /// A page that is to be asked, where this round has not asked it and its time has come.
    fn queue_page(&mut self, row: Fetch, feed: String, named: Option<(String, u16)>, now: Timestamp) {
        let Ok(url) = Url::parse(&row.url) else { return };
        if row.not_before.is_some_and(|time| time > now) || !self.queued.insert(row.url.clone()) {
            return;
        }
        self.queue(Task { row, url, hops: Vec::new(), named, feed: Some(feed) });
    }

    fn go_on(&mut self, finished: &Receiver<Done>) -> Result<(), Error> {
        while !self.stopped && !self.round.stop.load(Ordering::Relaxed) {
            let wait = self.ask_who_is_ready()?;
            if self.in_flight == 0 && wait.is_none() {
                break;
            }
            match finished.recv_timeout(wait.unwrap_or(GLANCE).min(GLANCE)) {
                Ok(done) => self.take(done)?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
        }
        // Questions that are still under way are not waited for: what they would have brought stays to be asked.
        Ok(())
    }

    /// Sends off what can be asked now. Says how long until the next host is ready; `None` where none waits.
    fn ask_who_is_ready(&mut self) -> Result<Option<Duration>, Error> {
        let names: Vec<String> = self.hosts.keys().cloned().collect();
        let mut soonest: Option<Duration> = None;
        for name in names {
            while let Some(host) = self.hosts.get_mut(&name) {
                if host.is_busy || host.waiting.is_empty() || self.stopped {
                    break;
                }
                let wait = host.ready.saturating_duration_since(Instant::now());
                if wait > self.round.policy.patience {
                    self.leave(&name, "the host asks for longer waits than a round has patience for");
                    break;
                }
                if !wait.is_zero() || self.in_flight >= self.round.policy.hosts {
                    let wait = wait.max(Duration::from_millis(1));
                    soonest = Some(soonest.map_or(wait, |soonest| soonest.min(wait)));
                    break;
                }
                let Some(task) = host.waiting.pop_front() else { break };
                if let Some(asked) = self.prepare(&name, task)? {
                    if asked == Prepared::Waits {
                        soonest = Some(soonest.map_or(GLANCE, |soonest| soonest.min(GLANCE)));
                    }
                    break;
                }
                // It needed no question: the next one of this host.
            }
        }
        Ok(soonest)
    }

    /// Asks what is first of a host, or for the rules that it needs first. `None` where it is done with without a question.
    fn prepare(&mut self, host: &str, task: Task) -> Result<Option<Prepared>, Error> {
        let now = (self.round.now)();
        let is_named = task.named.is_some() && task.named == host_and_port(&task.url);
        if !is_named && is_plainly_inside(&task.url) {
            self.refuse(task, now, Failure::Inside.to_string());
            return Ok(None);
        }
        if matches!(task.row.kind, FetchKind::Feed | FetchKind::Page) {
            let key = origin(&task.url);
            self.recall_rules(&key, now)?;
            let known = self.origins.entry(key.clone()).or_default();
            if let Some(time) = known.not_before.filter(|time| *time > now) {
                let why = known
                    .robots
                    .as_ref()
                    .and_then(Robots::why_closed)
                    .unwrap_or("the host asked for a pause")
                    .to_owned();
                let mut left = vec![task];
                if let Some(host) = self.hosts.get_mut(host) {
                    let is_of_it = |task: &Task| {
                        matches!(task.row.kind, FetchKind::Feed | FetchKind::Page) && origin(&task.url) == key
                    };
                    let (others, stay): (Vec<Task>, VecDeque<Task>) =
                        std::mem::take(&mut host.waiting).into_iter().fold(Default::default(), |mut both, task| {
                            if is_of_it(&task) {
                                both.0.push(task)
                            } else {
                                both.1.push_back(task)
                            }
                            both
                        });
                    host.waiting = stay;
                    left.extend(others);
                }
                self.tell_left(left, &why, Some(time), now);
                return Ok(None);
            }
            if known.is_asking {
                self.hosts.entry(host.to_owned()).and_modify(|host| host.waiting.push_front(task));
                return Ok(Some(Prepared::Waits));
            }
            if known.robots.is_none() {
                return self.ask_for_rules(host, task, FetchKind::Robots, &format!("{key}/robots.txt")).map(Some);
            }
            if known.robots.as_ref().is_some_and(|robots| !robots.allows(&task.url)) {
                let why = match known.robots.as_ref().and_then(Robots::why_closed) {
                    Some(why) => why.to_owned(),
                    None => format!("{key}/robots.txt forbids it to programs"),
                };
                self.set_aside(task, now, Outcome::Forbidden, why);
                return Ok(None);
            }
            if known.tdm.is_none() {
                return self
                    .ask_for_rules(host, task, FetchKind::Tdm, &format!("{key}/.well-known/tdmrep.json"))
                    .map(Some);
            }
            if known.tdm.as_ref().is_some_and(|tdm| tdm.reserves(&task.url)) {
                self.set_aside(
                    task,
                    now,
                    Outcome::Reserved,
                    format!("{key}/.well-known/tdmrep.json reserves it from mining"),
                );
                return Ok(None);
            }
            if task.row.kind == FetchKind::Page {
                let most = self.round.policy.pages;
                let asked = self.hosts.entry(host.to_owned()).or_insert_with(|| Host {
                    waiting: VecDeque::new(),
                    is_busy: false,
                    ready: Instant::now(),
                    pages: 0,
                });
                if asked.pages >= most {
                    asked.waiting.push_front(task);
                    self.leave(host, &format!("the host has given {most} pages in this round"));
                    return Ok(None);
                }
                asked.pages += 1;
            }
        }
        self.send(host, task, is_named);
        Ok(Some(Prepared::Asked))
    }

    /// What is remembered of an origin's rules, where it still holds.
    fn recall_rules(&mut self, key: &str, now: Timestamp) -> Result<(), Error> {
        if self.origins.contains_key(key) {
            return Ok(());
        }
        let holds = |row: &Fetch| {
            row.asked.is_some_and(|asked| now.duration_since(asked) < self.round.policy.rules_hold && now >= asked)
        };
        let mut origin = Origin::default();
        if let Some(row) = self.round.ledger.fetch(&format!("{key}/robots.txt"))? {
            origin.not_before = row.not_before;
            if holds(&row) && row.failures == 0 {
                origin.robots = Some(row.body.as_deref().map_or(Robots::Open, Robots::read));
            }
            origin.row = Some(row);
        }
        if let Some(row) = self.round.ledger.fetch(&format!("{key}/.well-known/tdmrep.json"))?
            && holds(&row)
        {
            origin.tdm = Some(row.body.as_deref().map(Tdm::read).unwrap_or_default());
        }
        self.origins.insert(key.to_owned(), origin);
        Ok(())
    }

    /// Asks for rules before the task that needs them, which waits.
    fn ask_for_rules(&mut self, host: &str, task: Task, kind: FetchKind, address: &str) -> Result<Prepared, Error> {
        let Ok(url) = Url::parse(address) else { return Ok(Prepared::Waits) };
        let row = self.recall(kind, address)?;
        let named = task.named.clone();
        let is_named = named.is_some() && named == host_and_port(&url);
        self.origins.entry(origin(&url)).or_default().is_asking = true;
        self.hosts.entry(host.to_owned()).and_modify(|host| host.waiting.push_front(task));
        self.send(host, Task { row, url, hops: Vec::new(), named, feed: None }, is_named);
        Ok(Prepared::Asked)
    }

    fn send(&mut self, host: &str, task: Task, is_named: bool) {
        let (accept, is_conditional) = match task.row.kind {
            FetchKind::Feed => (FEED, task.row.body_sha256.is_some()),
            FetchKind::Page => (PAGE, task.row.body_sha256.is_some()),
            FetchKind::Robots | FetchKind::Tdm => ("text/plain, application/json, */*;q=0.5", false),
        };
        let question = Question {
            url: task.url.clone(),
            accept,
            etag: task.row.etag.clone().filter(|_| is_conditional),
            last_modified: task.row.last_modified.clone().filter(|_| is_conditional),
            is_named,
        };
        if let Some(host) = self.hosts.get_mut(host) {
            host.is_busy = true;
        }
        self.in_flight += 1;
        let (client, done, host) = (self.round.client.clone(), self.done.clone(), host.to_owned());
        std::thread::spawn(move || {
            let asked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| client.ask(&question)));
            let answer = asked.unwrap_or_else(|_| Err(Failure::Broken("a defect of the program".to_owned())));
            // Nobody listens where the round was ended.
            let _ = done.send(Done { host, task, answer });
        });
    }

    /// Leaves all that waits at a host for a later round; it stays to be asked.
    fn leave(&mut self, host: &str, why: &str) {
        let now = (self.round.now)();
        let left = self.hosts.get_mut(host).map(|host| std::mem::take(&mut host.waiting)).unwrap_or_default();
        let is_rules = |task: &Task| matches!(task.row.kind, FetchKind::Robots | FetchKind::Tdm);
        let (rules, left): (Vec<Task>, Vec<Task>) = left.into_iter().partition(is_rules);
        for task in rules {
            // Somebody waits for them: he is told that there are none to be had.
            let failure = Err(Failure::Broken(why.to_owned()));
            let is_robots = task.row.kind == FetchKind::Robots;
            let settled =
                if is_robots { self.take_robots(task, failure, now) } else { self.take_tdm(task, failure, now) };
            debug_assert!(settled.is_ok(), "neither asks the ledger");
        }
        self.tell_left(left, why, None, now);
    }

    /// Feeds that are left are told one by one, pages of a host together: there may be thousands.
    fn tell_left(&mut self, left: Vec<Task>, why: &str, not_before: Option<Timestamp>, now: Timestamp) {
        let (feeds, pages): (Vec<Task>, Vec<Task>) =
            left.into_iter().partition(|task| task.row.kind == FetchKind::Feed);
        let later = |task: &Task| Told { not_before, ..task.told(now, Outcome::Later) }.because(why);
        for feed in &feeds {
            self.tell(later(feed));
        }
        if let Some(first) = pages.first() {
            self.tell(Told { left: Some(pages.len()), ..later(first) });
        }
    }

    fn take(&mut self, done: Done) -> Result<(), Error> {
        let Done { host, task, answer } = done;
        self.in_flight -= 1;
        let rules_delay =
            self.origins.get(&origin(&task.url)).and_then(|origin| origin.robots.as_ref()).and_then(Robots::delay);
        let delay = rules_delay.unwrap_or_default().max(self.round.policy.delay);
        if let Some(host) = self.hosts.get_mut(&host) {
            host.is_busy = false;
            host.ready = Instant::now() + delay;
        }
        let now = (self.round.now)();
        if let Some(rules_delay) = rules_delay.filter(|delay| *delay > self.round.policy.patience) {
            // Longer than a round: remembered, so that the next program run waits, too.
            let until =
                later(now, jiff::SignedDuration::try_from(rules_delay).unwrap_or(self.round.policy.longest_wait));
            self.pause(&origin(&task.url), until, "its robots.txt asks for waits between questions");
        }
        if let Ok(answer) = &answer
            && matches!(answer.status, 301 | 302 | 303 | 307 | 308)
        {
            return self.redirected(task, answer, now);
        }
        match task.row.kind {
            FetchKind::Robots => self.take_robots(task, answer, now),
            FetchKind::Tdm => self.take_tdm(task, answer, now),
            FetchKind::Feed => self.take_feed(task, answer, now),
            FetchKind::Page => self.take_page(task, answer, now),
        }
    }

    /// Nobody asks this origin before then.
    fn pause(&mut self, key: &str, until: Timestamp, why: &str) {
        let origin = self.origins.entry(key.to_owned()).or_default();
        origin.not_before = Some(until);
        let Some(row) = &mut origin.row else { return };
        row.not_before = Some(until);
        row.note = Some(why.to_owned());
        let row = row.clone();
        self.keep(row);
    }

    fn redirected(&mut self, mut task: Task, answer: &Answer, now: Timestamp) -> Result<(), Error> {
        let target =
            answer.location.as_deref().and_then(|to| task.url.join(to).ok()).and_then(|to| canonical(to.as_str()));
        let Some(target) = target else {
            return self.stop_following(task, now, "it leads to no address that can be asked".to_owned());
        };
        if task.url.scheme() == "https" && target.scheme() == "http" {
            return self.stop_following(task, now, format!("it leads from https to {target}, which is not secured"));
        }
        task.hops.push(task.url.clone());
        if task.hops.contains(&target) {
            return self.stop_following(task, now, format!("it leads in a circle, back to {target}"));
        }
        if task.hops.len() > self.round.policy.redirects {
            return self.stop_following(
                task,
                now,
                format!("it leads on more than {} times", self.round.policy.redirects),
            );
        }
        let told = Told { status: Some(answer.status), ..task.told(now, Outcome::Moved) };
        self.tell(told.because(format!("to {target}")));
        if task.row.kind == FetchKind::Page && !self.queued.insert(target.to_string()) {
            return self.settle_known(task, now, &target);
        }
        if task.row.kind == FetchKind::Page
            && let Some(known) = self.round.ledger.fetch(target.as_str())?
            && known.kind == FetchKind::Page
            && known.body.is_none()
            && known.status == Some(200)
            && task.row.body_sha256.is_none()
        {
            return self.settle_known(task, now, &target);
        }
        task.url = target;
        let is_rules = matches!(task.row.kind, FetchKind::Robots | FetchKind::Tdm);
        let url = task.url.clone();
        let waiting = &mut self.host(&url).waiting;
        // Rules hold up everything else of a host.
        if is_rules {
            waiting.push_front(task)
        } else {
            waiting.push_back(task)
        }
        Ok(())
    }

    fn settle_known(&mut self, task: Task, now: Timestamp, target: &Url) -> Result<(), Error> {
        self.tell(task.told(now, Outcome::Known).because(format!("it is {target}")));
        self.keep(Fetch { body: None, note: Some(format!("it is {target}")), ..task.answered(now, 200) });
        Ok(())
    }

    fn stop_following(&mut self, task: Task, now: Timestamp, why: String) -> Result<(), Error> {
        match task.row.kind {
            FetchKind::Robots => self.take_robots(task, Err(Failure::Broken(why)), now),
            FetchKind::Tdm => self.take_tdm(task, Err(Failure::Broken(why)), now),
            FetchKind::Feed | FetchKind::Page => {
                self.refuse(task, now, why);
                Ok(())
            }
        }
    }

    fn take_robots(&mut self, task: Task, answer: Result<Answer, Failure>, now: Timestamp) -> Result<(), Error> {
        let policy = self.round.policy;
        let key = task.row.url.strip_suffix("/robots.txt").unwrap_or(&task.row.url).to_owned();
        let mut row = Fetch {
            asked: Some(now),
            status: answer.as_ref().ok().map(|answer| answer.status),
            not_before: None,
            note: None,
            ..task.row.clone()
        };
        let (robots, told) = match answer {
            Ok(Answer { status: 200, body, .. }) => {
                let text = String::from_utf8_lossy(&body[..body.len().min(MOST_BYTES)]).into_owned();
                let robots = Robots::read(&text);
                (row.failures, row.body) = (0, Some(text));
                (robots, task.told(now, Outcome::Answered))
            }
            // "Unavailable" in RFC 9309: there are no rules. Not so where it only says that it was asked too often.
            Ok(Answer { status, .. }) if (400..500).contains(&status) && status != 429 => {
                (row.failures, row.body) = (0, None);
                (Robots::Open, task.told(now, Outcome::Answered).because("there is none: all may be asked"))
            }
            other => {
                // "Unreachable": nothing may be asked.
                row.failures += 1;
                let (why, wait) = match &other {
                    Ok(answer) => {
                        let wait = answer.retry_after.as_deref().and_then(|told| policy.retry_after(told, now));
                        (
                            format!("its robots.txt answers {}: until it can be had, nothing is asked", answer.status),
                            wait,
                        )
                    }
                    Err(failure) => {
                        (format!("its robots.txt cannot be had ({failure}): until then nothing is asked"), None)
                    }
                };
                row.not_before = Some(wait.unwrap_or_else(|| policy.after_failures(row.failures, now)));
                row.note = Some(why.clone());
                let told = Told { not_before: row.not_before, ..task.told(now, Outcome::Failed) };
                (Robots::Closed(why.clone()), told.because(why))
            }
        };
        self.tell(Told { status: row.status, ..told });
        let origin = self.origins.entry(key).or_default();
        (origin.is_asking, origin.robots, origin.not_before) = (false, Some(robots), row.not_before);
        origin.row = Some(row.clone());
        self.keep(row);
        Ok(())
    }

    fn take_tdm(&mut self, task: Task, answer: Result<Answer, Failure>, now: Timestamp) -> Result<(), Error> {
        let key = task.row.url.strip_suffix("/.well-known/tdmrep.json").unwrap_or(&task.row.url).to_owned();
        let text = match &answer {
            Ok(Answer { status: 200, body, .. }) => {
                Some(String::from_utf8_lossy(&body[..body.len().min(MOST_BYTES)]).into_owned())
            }
            _ => None,
        };
        let status = answer.as_ref().ok().map(|answer| answer.status);
        let mut told = Told { status, ..task.told(now, Outcome::Answered) };
        if let Err(failure) = &answer {
            told = Told { outcome: Outcome::Failed, ..told }.because(format!("{failure}; it is taken for none"));
        } else if text.is_none() {
            told = told.because("there is none");
        }
        self.tell(told);
        let origin = self.origins.entry(key).or_default();
        (origin.is_asking, origin.tdm) = (false, Some(text.as_deref().map(Tdm::read).unwrap_or_default()));
        self.keep(Fetch {
            asked: Some(now),
            status,
            body: text.filter(|text| text.trim_start().starts_with('[')),
            ..task.row
        });
        Ok(())
    }

    fn take_feed(&mut self, task: Task, answer: Result<Answer, Failure>, now: Timestamp) -> Result<(), Error> {
        let answer = match self.usable(&task, answer, now)? {
            Some(answer) => answer,
            None => return Ok(()),
        };
        let told = Told { status: Some(answer.status), ..task.told(now, Outcome::Unchanged) };
        let had = task.answered(now, answer.status);
        if answer.status == 304 {
            self.tell(told);
            self.keep(had);
            return Ok(());
        }
        let hash: [u8; 32] = Sha256::digest(&answer.body).into();
        let had = Fetch { etag: answer.etag, last_modified: answer.last_modified, body_sha256: Some(hash), ..had };
        if header_reserves(answer.tdm_reservation.as_deref()) {
            self.tell(Told { outcome: Outcome::Reserved, ..told }.because("its answer reserves it from mining"));
            self.keep(Fetch { note: Some("reserved from mining".to_owned()), body_sha256: None, ..had });
            return Ok(());
        }
        if task.row.body_sha256 == Some(hash) {
            self.tell(told);
            self.keep(had);
            return Ok(());
        }
        let pages = match feeds::pages(&answer.body, &task.row.url, &task.url, self.round.policy.entries) {
            Ok(pages) => pages,
            Err(why) => {
                self.fail(task, now, Some(answer.status), format!("it is no feed ({why})"), None);
                return Ok(());
            }
        };
        let (count, mut new) = (pages.len(), 0);
        for page in pages {
            let known = self.recall(FetchKind::Page, page.url.as_str())?;
            let Some(row) = self.to_ask(known, &page) else { continue };
            if self.queued.contains(&row.url) {
                continue;
            }
            new += 1;
            self.keep(row.clone());
            self.queue_page(row, task.row.url.clone(), task.named.clone(), now);
        }
        self.tell(Told { outcome: Outcome::Answered, pages: Some(count), new: Some(new), ..told });
        // After its pages: whatever happens now, they are on the list.
        self.keep(had);
        Ok(())
    }

    /// The row of a page that is to be asked: one that is new, or that its feed tells as changed since it was asked.
    fn to_ask(&self, known: Fetch, page: &feeds::Page) -> Option<Fetch> {
        if known.kind != FetchKind::Page || known.body.is_some() {
            // Another kind of address, or on the list already.
            return None;
        }
        let body = serde_json::to_string(&page.listed).ok();
        let Some(asked) = known.asked else {
            return Some(Fetch { listed: page.changed, body, ..known });
        };
        let changed = page.changed.filter(|changed| *changed > known.listed.unwrap_or(asked))?;
        Some(Fetch {
            listed: Some(changed),
            body,
            failures: 0,
            not_before: Some(later(asked, self.round.policy.recheck)),
            ..known
        })
    }

    fn take_page(&mut self, task: Task, answer: Result<Answer, Failure>, now: Timestamp) -> Result<(), Error> {
        let answer = match self.usable(&task, answer, now)? {
            Some(answer) => answer,
            None => return Ok(()),
        };
        let told = Told { status: Some(answer.status), ..task.told(now, Outcome::Unchanged) };
        let had = Fetch { body: None, ..task.answered(now, answer.status) };
        if answer.status == 304 {
            self.tell(told);
            self.keep(Fetch { status: task.row.status, ..had });
            return Ok(());
        }
        let (kind, charset) = content_type(answer.content_type.as_deref());
        let is_plain = kind == "text/plain";
        if !is_plain && !matches!(kind.as_str(), "" | "text/html" | "application/xhtml+xml") {
            self.refuse(task, now, format!("it is {kind}, not a page"));
            return Ok(());
        }
        if header_reserves(answer.tdm_reservation.as_deref()) || (!is_plain && page_reserves(&answer.body)) {
            // Nothing of it is kept, not even its hash.
            self.set_aside(task, now, Outcome::Reserved, "the page reserves itself from mining".to_owned());
            return Ok(());
        }
        let hash: [u8; 32] = Sha256::digest(&answer.body).into();
        let had = Fetch { etag: answer.etag, last_modified: answer.last_modified, body_sha256: Some(hash), ..had };
        if task.row.body_sha256 == Some(hash) {
            self.tell(told);
            self.keep(had);
            return Ok(());
        }
        if let Some(other) =
            self.round.ledger.page_of_body(&hash, &task.row.url)?.filter(|other| other != task.url.as_str())
        {
            self.tell(Told { outcome: Outcome::Known, ..told }.because(format!("it is, byte for byte, {other}")));
            self.keep(Fetch { note: Some(format!("it is {other}")), ..had });
            return Ok(());
        }
        let is_elsewhere = task.url.as_str() != task.row.url;
        let also =
            is_elsewhere.then(|| Fetch { url: task.url.to_string(), etag: None, last_modified: None, ..had.clone() });
        let listed = listed_of(&task.row)
            .unwrap_or_else(|| Listed { feed: task.feed.clone().unwrap_or_default(), ..Listed::default() });
        let body = in_utf8(answer.body, charset.as_deref());
        self.step(Step::Found(Box::new(Found { fetch: had, also, url: task.url, body, is_plain, listed })));
        Ok(())
    }

    /// An answer with a body, or that nothing has changed. Everything else is settled here.
    fn usable(
        &mut self,
        task: &Task,
        answer: Result<Answer, Failure>,
        now: Timestamp,
    ) -> Result<Option<Answer>, Error> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(Failure::Inside) => {
                self.refuse(task.clone(), now, Failure::Inside.to_string());
                return Ok(None);
            }
            Err(failure) => {
                self.fail(task.clone(), now, None, failure.to_string(), None);
                return Ok(None);
            }
        };
        match answer.status {
            200 => Ok(Some(answer)),
            304 if task.row.body_sha256.is_some() => Ok(Some(answer)),
            status @ (429 | 503) => {
                let wait = answer.retry_after.as_deref().and_then(|told| self.round.policy.retry_after(told, now));
                if let Some(until) = wait {
                    self.pause(&origin(&task.url), until, "the host asked for a pause");
                }
                self.fail(
                    task.clone(),
                    now,
                    Some(status),
                    "the host is asked too often, or overburdened".to_owned(),
                    wait,
                );
                Ok(None)
            }
            status @ (401 | 402 | 403 | 404 | 405 | 406 | 410 | 451) if task.row.kind == FetchKind::Page => {
                let why = match status {
                    404 | 410 => "it is not there",
                    451 => "it is withheld for legal reasons",
                    _ => "it is not for everybody",
                };
                let told = Told { status: Some(status), ..task.told(now, Outcome::GivenUp) };
                self.tell(told.because(why));
                self.keep(Fetch {
                    asked: Some(now),
                    status: Some(status),
                    body: None,
                    not_before: None,
                    note: Some(why.to_owned()),
                    ..task.row.clone()
                });
                Ok(None)
            }
            status => {
                self.fail(task.clone(), now, Some(status), format!("it answers {status}"), None);
                Ok(None)
            }
        }
    }

    /// To be asked again, later and later; a page is given up in the end.
    fn fail(&mut self, task: Task, now: Timestamp, status: Option<u16>, why: String, not_before: Option<Timestamp>) {
        let policy = self.round.policy;
        let failures = task.row.failures.saturating_add(1);
        let is_over = task.row.kind == FetchKind::Page && failures >= policy.tries;
        let not_before = (!is_over).then(|| not_before.unwrap_or_else(|| policy.after_failures(failures, now)));
        let outcome = if is_over { Outcome::GivenUp } else { Outcome::Failed };
        self.tell(Told { status, not_before, ..task.told(now, outcome) }.because(why.as_str()));
        let body = task.row.body.clone().filter(|_| !is_over);
        self.keep(Fetch { asked: Some(now), status, failures, not_before, body, note: Some(why), ..task.row });
    }

    /// Not asked, and not asked again until its feed tells it as changed.
    fn set_aside(&mut self, task: Task, now: Timestamp, outcome: Outcome, why: String) {
        self.tell(task.told(now, outcome).because(why.as_str()));
        if task.row.kind == FetchKind::Feed {
            // The user wants it; the host's rules are asked for anew each day anyway.
            self.keep(Fetch { note: Some(why), ..task.row });
        } else {
            self.keep(Fetch {
                asked: Some(now),
                status: None,
                etag: None,
                last_modified: None,
                body_sha256: None,
                body: None,
                failures: 0,
                not_before: None,
                note: Some(why),
                ..task.row
            });
        }
    }

    fn refuse(&mut self, task: Task, now: Timestamp, why: String) {
        if task.row.kind == FetchKind::Feed {
            self.tell(task.told(now, Outcome::Refused).because(why.as_str()));
            let failures = task.row.failures.saturating_add(1);
            let not_before = Some(self.round.policy.after_failures(failures, now));
            self.keep(Fetch { asked: Some(now), failures, not_before, note: Some(why), ..task.row });
        } else if matches!(task.row.kind, FetchKind::Robots | FetchKind::Tdm) {
            // Where a rule's redirection leads to the inside: as if it could not be had.
            let failure = Err(Failure::Broken(why));
            let taken = if task.row.kind == FetchKind::Robots {
                self.take_robots(task, failure, now)
            } else {
                self.take_tdm(task, failure, now)
            };
            debug_assert!(taken.is_ok(), "neither asks the ledger");
        } else {
            self.set_aside(task, now, Outcome::Refused, why);
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Prepared {
    /// A question is under way.
    Asked,
    /// It waits for rules.
    Waits,
}

/// What a feed says of a page that is still to be asked.
fn listed_of(row: &Fetch) -> Option<Listed> {
    serde_json::from_str(row.body.as_deref()?).ok()
}

/// "text/html; charset=ISO-8859-1" -> ("text/html", "iso-8859-1").
fn content_type(value: Option<&str>) -> (String, Option<String>) {
    let value = value.unwrap_or_default().to_ascii_lowercase();
    let mut parts = value.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_owned();
    let charset =
        parts.find_map(|part| part.strip_prefix("charset=")).map(|name| name.trim_matches(['"', '\'']).to_owned());
    (kind, charset)
}

/// The body in UTF-8 with a byte order mark, where the answer names its letters: that goes before what the page says itself (as in
/// browsers). Where it names none, the body as it is.
fn in_utf8(body: Vec<u8>, charset: Option<&str>) -> Vec<u8> {
    let Some(encoding) = charset.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes())) else {
        return body;
    };
    if encoding_rs::Encoding::for_bom(&body).is_some() {
        return body;
    }
    let (text, broken) = encoding.decode_without_bom_handling(&body);
    // A header that is wrong about the letters helps nobody: then the page's own word, or a look at the bytes, decides.
    if broken { body } else { format!("\u{feff}{text}").into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_the_answer_names_go_before_those_of_the_page() {
        assert_eq!(
            content_type(Some("Text/HTML; Charset=\"ISO-8859-1\"")),
            ("text/html".to_owned(), Some("iso-8859-1".to_owned()))
        );
        assert_eq!(content_type(None), (String::new(), None));
        assert_eq!(in_utf8(b"caf\xe9".to_vec(), Some("iso-8859-1")), "\u{feff}caf\u{e9}".as_bytes());
        assert_eq!(in_utf8(b"caf\xe9".to_vec(), Some("utf-8")), b"caf\xe9");
        assert_eq!(in_utf8(b"caf\xe9".to_vec(), Some("nonsense")), b"caf\xe9");
        assert_eq!(in_utf8(b"caf\xe9".to_vec(), None), b"caf\xe9");
    }
}
