//! Shows every check of this folder what it must complain of, and what it must leave alone.

use crate::arrows::crosses_an_arrow;
use crate::coverage::names_what_is_not_there;
use crate::source::{Source, root};
use crate::{
    asks_more_than_the_roles_allow, exports_again, has_an_empty_name, leaves_work_behind,
    opens_without_a_sentence, skips_a_test, sleeps_in_a_test, spells_a_key, too_long,
};

type Check = fn(&Source) -> Vec<String>;

/// The check, the path, the text, and how many complaints there must be.
const CASES: &[(Check, &str, &str, usize)] = &[
    (opens_without_a_sentence, "a.rs", "//! One sentence.\n", 0),
    (opens_without_a_sentence, "a.rs", "//! `cargo run` does it.\n", 0),
    (opens_without_a_sentence, "a.rs", "use x;\n//! Late.\n", 1),
    (opens_without_a_sentence, "a.rs", "", 1),
    (has_an_empty_name, "shared/src/store/utils.rs", "", 1),
    (has_an_empty_name, "shared/src/common/keys.rs", "", 1),
    (has_an_empty_name, "shared/src/domain/grant.rs", "", 0),
    (exports_again, "a.rs", "pub use x::Y;", 1),
    (exports_again, "a.rs", "pub(crate) use x::Y;", 1),
    (exports_again, "a.rs", "// pub use is for others\nuse x::Y;", 0),
    (spells_a_key, "shared/src/http/body.rs", "let pk = \"ACCOUNT#1\";", 1),
    (spells_a_key, "tests/x.rs", "let pk = format!(r#\"EVENT#{id}\"#);", 1),
    (spells_a_key, "shared/src/store/keys.rs", "let pk = \"ACCOUNT#1\";", 0),
    (spells_a_key, "a.rs", "/// The key is `ACCOUNT#1`.\n", 0),
    (leaves_work_behind, "a.rs", "fn f() { todo!() }", 1),
    (leaves_work_behind, "a.rs", "fn f() { dbg!(1); }", 1),
    (leaves_work_behind, "a.rs", "fn todo_list() {}", 0),
    (skips_a_test, "a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}", 1),
    (skips_a_test, "a.rs", "// #[ignore] is for others\n", 0),
    (sleeps_in_a_test, "tests/x.rs", "tokio::time::sleep(d).await;", 1),
    (sleeps_in_a_test, "a/src/b.rs", "fn f() {}\n#[cfg(test)]\nmod tests { sleep(d) }", 1),
    (sleeps_in_a_test, "a/src/b.rs", "sleep(d);\n#[cfg(test)]\nmod tests {}", 0),
    (asks_more_than_the_roles_allow, "shared/src/store/reads.rs", "client.scan().send()", 1),
    (asks_more_than_the_roles_allow, "shared/src/store/writes.rs", "Update::builder()", 1),
    (asks_more_than_the_roles_allow, "shared/src/store/writes.rs", "client.put_item()", 0),
    (asks_more_than_the_roles_allow, "dev/src/table.rs", "client.delete_item()", 0),
    (crosses_an_arrow, "shared/src/domain/grant.rs", "pub async fn f() { x.await }", 2),
    (crosses_an_arrow, "shared/src/domain/grant.rs", "use serde_json::Value;", 1),
    (crosses_an_arrow, "shared/src/domain/grant.rs", "use crate::store::keys::Key;", 2),
    (crosses_an_arrow, "shared/src/domain/grant.rs", "/// Stripe: https://stripe.com\n", 0),
    (crosses_an_arrow, "shared/src/domain/ids.rs", "Scope::Stripe => \"stripe\"", 0),
    (crosses_an_arrow, "shared/src/http/body.rs", "use crate::{domain::x, stripe::event};", 1),
    (crosses_an_arrow, "shared/src/http/body.rs", "use crate::{domain::{stripe, x}};", 0),
    (crosses_an_arrow, "shared/src/stripe/client.rs", "use http::StatusCode;", 0),
    (crosses_an_arrow, "shared/src/stripe/client.rs", "use crate::http::problem::Problem;", 1),
    (crosses_an_arrow, "shared/src/store/reads.rs", "crate::stripe::event::Event::x()", 1),
    (crosses_an_arrow, "shared/src/store/reads.rs", "use crate::store::keys::account;", 0),
    (crosses_an_arrow, "shared/src/perform.rs", "use crate::http::problem::Problem;", 1),
    (crosses_an_arrow, "functions/usage/src/routes.rs", "use shared::store::keys;", 1),
    (crosses_an_arrow, "functions/usage/src/routes.rs", "use shared::store::{keys, reads};", 1),
    (crosses_an_arrow, "functions/usage/src/routes.rs", "use shared::store::reads;", 0),
];

#[test]
fn every_check_complains_of_what_is_broken_and_of_nothing_else() {
    for (check, path, text, expected) in CASES {
        let complaints = check(&Source::new(path, text));
        assert_eq!(complaints.len(), *expected, "{path}: {text}: {complaints:?}");
    }
    // Spelled in halves: the checks read this file too.
    for note in [["TO", "DO"], ["FIX", "ME"]].map(|halves| halves.concat()) {
        let file = Source::new("a.rs", &format!("// {note}: later\n"));
        assert_eq!(leaves_work_behind(&file).len(), 1, "{note}");
    }
    let longest = "//! x\n".repeat(250);
    assert_eq!(too_long(&Source::new("a.rs", &longest)).len(), 0);
    assert_eq!(too_long(&Source::new("a.rs", &format!("{longest}\n"))).len(), 1);
}

#[test]
fn the_coverage_page_is_read_by_its_backticks() {
    let true_page = "| IM-6 | `POST …/consume` | `tests/contract/broken.rs::the_coverage_page_is_read_by_its_backticks` |\n\
         | X-8 | `template.yaml` and `v1.2` | AX-99 |";
    assert_eq!(names_what_is_not_there(true_page, &root()), Vec::<String>::new());
    let false_page = "IM-24, OB-0, `tests/none.rs`, `tests/contract/broken.rs::no_such_test`";
    assert_eq!(names_what_is_not_there(false_page, &root()).len(), 4);
}
