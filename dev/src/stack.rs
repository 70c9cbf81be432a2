//! A running dev stack: everything started in order, its addresses, and its end.

pub mod data;
mod doors;
mod opening;
mod values;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use shared::catalog_file;
use shared::store::Store;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::counting::{Counting, Exchange};
use crate::database::Embedded;
use crate::dynamodb::DynamoDb;
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::kept::write_private;
use crate::lambda::{Lambda, variables};
use crate::logs::{Line, Logs};
use crate::options::{Options, Schedules};
use crate::schedule::ticking;
use crate::stripe::Stripe;
use crate::template::Template;
use crate::{binaries, prices, seed};
use data::Data;

/// A running stack. When it is dropped, its server stops and its functions are killed.
#[derive(Debug)]
pub struct Stack {
    /// The URL of the API and the pages.
    pub base: String,
    /// The URL that Stripe's events go to.
    pub webhook: String,
    /// What they are signed with; empty with Stripe itself.
    pub webhook_secret: String,
    /// The base of Stripe's API, without the `/v1`.
    pub stripe: String,
    /// The key for it; empty with Stripe itself.
    pub stripe_key: String,
    /// The URL of the database itself.
    pub dynamodb: String,
    /// The OIDC issuer.
    pub issuer: String,
    /// An API key of the service.
    pub service_key: String,
    /// The name of the table.
    pub table: String,
    /// The one clock.
    pub clock: Arc<Clock>,
    logs: Arc<Logs>,
    functions: BTreeMap<String, Arc<Lambda>>,
    counting: Option<Counting>,
    stripe_opened: Arc<Stripe>,
    server: Option<JoinHandle<()>>,
    schedules: Option<JoinHandle<()>>,
    embedded: Option<Embedded>,
    // Held until the end: another stack may not use the same directory.
    _data: Data,
}

impl Stack {
    /// Builds the functions, starts everything and comes back when it is ready.
    pub async fn start(options: Options) -> Result<Self, Fault> {
        options.stripe.check()?;
        let data = Data::open(&options)?;
        let listener = opening::listen(options.port).await?;
        let port = listener.local_addr().map_err(Fault::io("reading the port"))?.port();
        let base = format!("http://127.0.0.1:{port}");

        let clock = Clock::showing(options.now);
        let issuer = Issuer::new(format!("{base}/dev/issuer"), &data.kept)?;
        let parameters = values::parameters(&options, port, &issuer);
        let template = Template::read(&options.template, &parameters)?;
        let names: Vec<_> = template.functions.iter().map(|f| f.binary.as_str()).collect();
        let binaries = binaries::build(&names).await?;

        let (embedded, dynamodb) = opening::database(&options, &data).await?;
        let table = options.table.clone().unwrap_or_else(|| template.table.name.clone());
        let client = DynamoDb::at(&dynamodb);
        client.create(&template.table, &table).await?;
        let service_key = data.kept.secret("service_key", "tsk_")?;
        seed::service_key(&dynamodb, &table, &service_key).await?;
        let mut counting = None;
        if options.count_dynamodb {
            counting = Some(Counting::serve(&dynamodb).await?);
        }

        let webhook = opening::webhook(&template, &base);
        let journal = data.file("stripe.journal");
        let stripe = Stripe::open(&options.stripe, &base, &webhook, &data.kept, journal, &clock)?;
        let seen = counting.as_ref().map_or(dynamodb.as_str(), |counting| &counting.endpoint);
        let values = values::of_functions(&options, &parameters, &stripe, &table, seen);
        let logs = Arc::new(data.logs()?);
        let functions = opening::functions(&options, &template, &binaries, &values, &logs);
        let mut stack = Self {
            base,
            webhook,
            webhook_secret: stripe.shown(&stripe.webhook_secret),
            stripe_key: stripe.shown(&stripe.secret_key),
            stripe: stripe.api.clone(),
            dynamodb,
            issuer: issuer.issuer.clone(),
            service_key,
            table,
            clock,
            logs,
            functions,
            counting,
            stripe_opened: Arc::new(stripe),
            server: None,
            schedules: None,
            embedded,
            _data: data,
        };
        let router = doors::of(&stack, &template, issuer, &options);
        stack.server = Some(tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        }));
        stack.put_prices(options.catalog.as_deref()).await?;
        if options.schedules == Schedules::ByTheClock {
            let ticks = ticking::of(&template, &stack.functions, &stack.clock);
            stack.schedules = Some(tokio::spawn(ticks.tick()));
        }
        Ok(stack)
    }

    /// A catalog that cannot be read is the functions' business to say.
    async fn put_prices(&self, catalog: Option<&Path>) -> Result<(), Fault> {
        if !self.stripe_opened.is_fake() {
            return Ok(());
        }
        let own = catalog.and_then(|path| std::fs::read_to_string(path).ok());
        let text = own.as_deref().unwrap_or(catalog_file::DEFAULT);
        match catalog_file::parse(text) {
            Ok(catalog) => {
                prices::put(&self.stripe, &self.stripe_opened.secret_key, &catalog).await
            }
            Err(_) => Ok(()),
        }
    }

    /// The addresses and keys, as `stack.json` has them.
    pub fn described(&self) -> Value {
        json!({
            "base": self.base,
            "webhook": self.webhook,
            "webhook_secret": self.webhook_secret,
            "stripe": self.stripe,
            "stripe_key": self.stripe_key,
            "dynamodb": self.dynamodb,
            "issuer": self.issuer,
            "service_key": self.service_key,
        })
    }

    /// The shipped store on the stack's table.
    pub fn store(&self) -> Store {
        DynamoDb::at(&self.dynamodb).store(&self.table)
    }

    /// Writes `stack.json`, for its owner only.
    pub fn write(&self, file: &Path) -> Result<(), Fault> {
        let doing = format!("writing {}", file.display());
        if let Some(directory) = file.parent() {
            std::fs::create_dir_all(directory).map_err(Fault::io(doing.clone()))?;
        }
        let text = format!("{:#}\n", self.described());
        write_private(file, text.as_bytes()).map_err(Fault::io(doing))
    }

    /// What the functions wrote, when it is kept in memory.
    pub fn logs(&self) -> Vec<Line> {
        self.logs.lines()
    }

    /// What the functions asked the database since this was last called; nothing when the stack
    /// does not count.
    pub fn dynamodb_requests(&self) -> Vec<Exchange> {
        self.counting.as_ref().map(Counting::take).unwrap_or_default()
    }

    /// Waits until the fake Stripe has delivered all its events.
    pub async fn settled(&self) {
        self.stripe_opened.settled().await;
    }

    /// The process ids of a function that are alive.
    pub fn process_ids(&self, function: &str) -> Vec<u32> {
        self.functions.get(function).map(|lambda| lambda.process_ids()).unwrap_or_default()
    }

    /// Kills every process of a function at once (SIGKILL); the next invocation starts a new one.
    pub fn kill(&self, function: &str) {
        if let Some(lambda) = self.functions.get(function) {
            lambda.kill();
        }
    }

    /// The sessions of all processes that are at work.
    pub fn busy(&self) -> Vec<String> {
        self.functions.values().flat_map(|lambda| lambda.busy()).collect()
    }

    /// Kills (SIGKILL) the one process that has this session token, which is on all its requests
    /// to the database; comes back when it is gone. Whether there was one.
    pub async fn kill_one(&self, session: &str) -> bool {
        let function = variables::function_of(session).and_then(|name| self.functions.get(name));
        match function {
            Some(lambda) => lambda.kill_one(session).await,
            None => false,
        }
    }

    /// Ends everything and comes back when the processes are gone and the database is closed.
    pub async fn stop(mut self) {
        for task in [self.schedules.take(), self.server.take()].into_iter().flatten() {
            task.abort();
        }
        for function in self.functions.values() {
            function.stop().await;
        }
        if let Some(embedded) = self.embedded.take() {
            // A client that holds a request open shall not hold the end.
            drop(tokio::time::timeout(Duration::from_secs(5), embedded.stop()).await);
        }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        for task in [&self.schedules, &self.server].into_iter().flatten() {
            task.abort();
        }
        for function in self.functions.values() {
            function.close();
        }
    }
}
