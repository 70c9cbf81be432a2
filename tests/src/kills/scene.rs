//! A stack, its proxy, its clients, and what falls upon them at random instants.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dev::database::Embedded;
use dev::options::Options;
use dev::stack::Stack;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::crash::audit::Findings;
use crate::crash::client;
use crate::crash::deed::Doors;
use crate::crash::diary::Diary;
use crate::dice::Dice;
use crate::kills::blow::Blow;
use crate::kills::heard::Heard;
use crate::kills::proxy::Proxy;
use crate::kills::tally::Tally;

/// So many clients act at the same time.
const CLIENTS: usize = 8;

/// So many processes each function may have.
const PROCESSES: usize = 6;

/// How long until another process is killed at random, in milliseconds.
const UNTIL_RANDOM: std::ops::Range<u64> = 50..1_200;

/// How long the store stays before it is away again, in milliseconds.
const STAYS: std::ops::Range<u64> = 500..5_000;

/// How long it is away, in milliseconds.
const AWAY: std::ops::Range<u64> = 100..2_000;

/// One absence in so many is longer than what a function has to answer.
const LONG: (u64, std::ops::Range<u64>) = (4, 5_000..8_000);

/// What a function has to answer: less than in AWS, so that it is over more often.
const TO_ANSWER: Duration = Duration::from_secs(5);

/// Errors that speak of these are the store's, and it is made to have them.
const STORES_FAULT: [&str; 2] = ["the store did not answer", "the store is busy"];

/// No round is longer than this, unless something hangs.
const PATIENCE: Duration = Duration::from_mins(5);

/// Everything of one era.
pub struct Scene {
    /// Everybody who asks.
    pub doors: Doors,
    /// What was asked and told.
    pub diary: Arc<Diary>,
    /// What stands between the functions and the database.
    pub proxy: Proxy,
    stack: Arc<Stack>,
    tally: Arc<Tally>,
    heard: Heard,
    embedded: Embedded,
}

impl Scene {
    /// Starts a stack on an empty table.
    pub async fn open(tally: &Arc<Tally>, dice: &mut Dice) -> Self {
        let embedded = Embedded::serve(None).await.expect("a database");
        let proxy = Proxy::serve(&embedded.endpoint, dice.child(), tally).await;
        let mut options = Options { most_processes: PROCESSES, ..Options::in_memory() };
        options.longest = Some(TO_ANSWER);
        options.dynamodb = Some(embedded.endpoint.clone());
        let seen = ("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.endpoint.clone());
        options.environment.extend([seen]);
        let stack = Stack::start(options).await;
        let stack = Arc::new(stack.unwrap_or_else(|fault| panic!("{}", fault.told())));
        proxy.kills_of(&stack);
        let doors = Doors::open(&stack.described()).await;
        let heard = Heard::of(&stack);
        let (diary, tally) = (Arc::default(), Arc::clone(tally));
        Self { doors, diary, proxy, stack, tally, heard, embedded }
    }

    /// Clients act while everything falls upon them, until so many kills were made. Comes back when
    /// each client has its last answer, and when the last late call has reached the store.
    pub async fn rage(&mut self, round: usize, end: usize, dice: &mut Dice) {
        let calm = Arc::new(AtomicBool::new(false));
        // Events overtake each other, and in some rounds all come twice.
        let chaos = json!({ "duplicate": dice.within(0..2), "shuffle": true });
        let chaos = self.doors.stripe.put("/dev/stripe/chaos", &chaos).await;
        assert_eq!(chaos.status, 200, "{}", chaos.body);
        self.tally.allow(end - self.tally.kills());
        self.proxy.rage(true);
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let (doors, diary) = (self.doors.clone(), Arc::clone(&self.diary));
            let (mut dice, calm) = (dice.child(), Arc::clone(&calm));
            clients.spawn(async move {
                while !calm.load(Ordering::Relaxed) {
                    let turn = client::turn(&doors, &diary, round, &mut dice).await;
                    turn.expect("the gateway answers");
                }
            });
        }
        let killing = tokio::time::timeout(PATIENCE, self.tally.reaches(end));
        tokio::select! {
            reached = killing => reached.expect("so many kills in time"),
            () = kill_at_random(&self.stack, &self.tally, dice.child()) => {}
            () = leave_at_random(&mut self.proxy, &self.tally, dice.child()) => {}
        }
        self.proxy.come_back().await;
        self.proxy.rage(false);
        calm.store(true, Ordering::Relaxed);
        while let Some(ended) = clients.join_next().await {
            ended.expect("a client ends with its last answer");
        }
        self.proxy.landed().await;
    }

    /// Looks for what Stripe was told to be taken.
    pub async fn look_for_events(&mut self, findings: &mut Findings) {
        let told = self.doors.stripe.get("/dev/stripe/deliveries").await;
        self.heard.look(&told.body, findings).await;
    }

    /// What the functions wrote of errors that are nobody's fault but ours.
    pub fn cries(&self) -> BTreeSet<String> {
        let ours = |function: &str, text: &str| {
            if STORES_FAULT.iter().any(|said| text.contains(said)) {
                return None;
            }
            let Ok(line) = serde_json::from_str::<Value>(text) else {
                return text.contains("panicked").then(|| format!("{function}: {text}"));
            };
            (line["level"] == "ERROR").then(|| format!("{function}: {line}"))
        };
        let lines = self.stack.logs();
        lines.iter().filter_map(|line| ours(&line.function, &line.text)).collect()
    }

    /// Ends everything.
    pub async fn close(self) {
        if let Some(stack) = Arc::into_inner(self.stack) {
            stack.stop().await;
        }
        drop(self.proxy);
        self.embedded.stop().await;
    }
}

/// Kills processes that are at work, for ever.
async fn kill_at_random(stack: &Stack, tally: &Tally, mut dice: Dice) {
    loop {
        dice.lapse(UNTIL_RANDOM).await;
        let busy = stack.busy();
        let Some(end) = u64::try_from(busy.len()).ok().filter(|count| *count > 0) else { continue };
        let chosen = &busy[usize::try_from(dice.within(0..end)).unwrap()];
        if tally.take() {
            let done = stack.kill_one(chosen).await;
            tally.killed(Blow::KilledAtRandom, chosen, "", done);
        }
    }
}

/// Has the store be away again and again, for ever.
async fn leave_at_random(proxy: &mut Proxy, tally: &Tally, mut dice: Dice) {
    loop {
        dice.lapse(STAYS).await;
        let blow = if dice.one_in(2) { Blow::AwayRefusing } else { Blow::AwaySilent };
        let range = if dice.one_in(LONG.0) { LONG.1 } else { AWAY };
        tally.left();
        proxy.leave(blow).await;
        dice.lapse(range).await;
        proxy.come_back().await;
    }
}
