//! The plain page at `/`, with the addresses of this stack in it.

use serde_json::Value;

/// The page as it is written.
const PAGE: &str = include_str!("index.html");

/// The page for a stack that is described like this.
pub fn of(stack: &Value) -> String {
    // Within a script nothing may look like its end.
    PAGE.replace("__STACK__", &stack.to_string().replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_cannot_be_broken_by_what_it_shows() {
        let page = of(&serde_json::json!({ "base": "</script><b>" }));
        assert!(page.contains(r#"{"base":"\u003c/script>\u003cb>"}"#));
        assert!(!page.contains("__STACK__"));
    }
}
