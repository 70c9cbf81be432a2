//! The parts of a stack, opened one by one.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::data::Data;
use crate::database::Embedded;
use crate::fault::Fault;
use crate::lambda::{Lambda, LambdaSpec, variables};
use crate::logs::Logs;
use crate::options::Options;
use crate::template::Template;

/// The functions of the template, each without a process yet.
pub fn functions(
    options: &Options,
    template: &Template,
    binaries: &Path,
    values: &BTreeMap<String, String>,
    logs: &Arc<Logs>,
) -> BTreeMap<String, Arc<Lambda>> {
    let functions = template.functions.iter().map(|spec| {
        let lambda = LambdaSpec {
            binary: spec.binary.clone(),
            program: binaries.join(&spec.binary),
            arguments: Vec::new(),
            environment: variables::of(spec, values),
            arn: spec.arn.clone(),
            timeout: options.longest.map_or(spec.timeout, |longest| longest.min(spec.timeout)),
            most_processes: options.most_processes,
        };
        (spec.binary.clone(), Lambda::new(lambda, Arc::clone(logs)))
    });
    functions.collect()
}

/// Listens on loopback.
pub async fn listen(port: u16) -> Result<TcpListener, Fault> {
    TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            Fault::Refused(format!("port {port} is taken; end what uses it, or choose with --port"))
        }
        _ => Fault::io(format!("listening on 127.0.0.1:{port}"))(error),
    })
}

/// The database and its URL: the embedded one, or another.
pub async fn database(options: &Options, data: &Data) -> Result<(Option<Embedded>, String), Fault> {
    if let Some(url) = &options.dynamodb {
        return Ok((None, url.trim_end_matches('/').to_owned()));
    }
    let embedded = Embedded::serve(data.file("dynamodb.sqlite").as_deref()).await?;
    let endpoint = embedded.endpoint.clone();
    Ok((Some(embedded), endpoint))
}

/// The URL of the function that Stripe calls: the one that has a URL of its own.
pub fn webhook(template: &Template, base: &str) -> String {
    let function = template.functions.iter().find(|spec| spec.has_url);
    function.map(|spec| format!("{base}/{}", spec.binary)).unwrap_or_default()
}
