//! The sign-in form of the issuer, and its plain words where there is nothing to sign in to.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::person::Person;

/// No script, nothing from elsewhere, in nobody's frame. There is no `form-action`: it would forbid
/// the way back to the page that asked, which may be on another port.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The form, filled with somebody; `wrong` says what was not right with the last try.
pub fn page(person: &Person, wrong: Option<&str>) -> Response {
    let organisation = person.organisation.as_deref().unwrap_or_default();
    let chosen = |admin: bool| if person.admin == admin { " selected" } else { "" };
    let body = format!(
        r#"<h1>Who are you?</h1>
<p>This sign-in is for trying things out: it asks for no password, and any name will do.</p>
{wrong}<form method="post">
<label for="name">Name</label>
<input id="name" name="name" value="{name}" required maxlength="64" autocomplete="off" autofocus{described}>
<details{open}><summary>For an organisation</summary>
<label for="organisation">Organisation (empty: for yourself)</label>
<input id="organisation" name="organisation" value="{organisation}" maxlength="64" autocomplete="off">
<label for="role">Role</label>
<select id="role" name="role"><option value="member"{member}>Member</option><option value="admin"{admin}>Admin</option></select>
</details>
<button>Continue</button>
</form>"#,
        wrong = wrong
            .map(|what| format!("<p id=\"wrong\" role=\"alert\">{}</p>\n", escaped(what)))
            .unwrap_or_default(),
        described =
            if wrong.is_some() { " aria-invalid=\"true\" aria-describedby=\"wrong\"" } else { "" },
        name = escaped(&person.name),
        open = if organisation.is_empty() { "" } else { " open" },
        organisation = escaped(organisation),
        member = chosen(false),
        admin = chosen(true),
    );
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    whole(status, "Sign in", &body)
}

/// A page that says one thing.
pub fn said(status: StatusCode, title: &str, text: &str) -> Response {
    whole(status, title, &format!("<h1>{}</h1>\n<p>{}</p>", escaped(title), escaped(text)))
}

fn whole(status: StatusCode, title: &str, body: &str) -> Response {
    let page = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title} - the practice issuer</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 0 auto; padding: 3rem 1.25rem;
    color: light-dark(#26231e, #ece7dd); background: light-dark(#fffdf8, #1b1916); }}
  h1 {{ font: 600 1.6rem Georgia, serif; margin: 0 0 .5rem; }}
  form {{ display: grid; gap: .5rem; }} label {{ display: block; font-weight: 600; margin-top: .5rem; }}
  input, select, button {{ font: inherit; color: inherit; box-sizing: border-box; width: 100%; padding: .55rem .7rem;
    border: 1px solid light-dark(#857d70, #8f887c); border-radius: .4rem; background: light-dark(#fff, #262420); }}
  summary {{ cursor: pointer; padding: .5rem 0; }}
  button {{ margin-top: .75rem; font-weight: 600; cursor: pointer; border-color: light-dark(#7a4b12, #e0a75e);
    background: light-dark(#7a4b12, #e0a75e); color: light-dark(#fff, #1b1916); }}
  :focus-visible {{ outline: 3px solid light-dark(#7a4b12, #e0a75e); outline-offset: 2px; }}
  [role=alert] {{ color: light-dark(#a12622, #ff8f86); }}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"#
    );
    let mut response = (status, Html(page)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Text as it may stand in an element or an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_the_form() {
        assert_eq!(escaped("\"><b>&"), "&quot;&gt;&lt;b&gt;&amp;");
    }
}
