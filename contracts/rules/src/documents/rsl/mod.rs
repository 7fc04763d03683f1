//! Really Simple Licensing (RSL) 1.0, recommendation of 6 November 2025: `permits` and
//! `prohibits` of `usage`, in XML.
//!
//! | here | there |
//! |---|---|
//! | allowed | permitted by a licence whose payment is `free` |
//! | only by licence | permitted by a licence to `purchase`, with the URL as its `custom` terms |
//! | not allowed | prohibited, in every licence that is written |
//!
//! **Read.** All content elements that cover the work and all their licences are read
//! together, and a prohibition outweighs every permission. A permission is only by licence
//! where it is not free, where the content names a licence `server` (a licence has to be got
//! there first, even a free one), where it is for some users or places only, or where it wants
//! reports. `all` prohibits every use and permits those that the vocabulary has a word for;
//! `ai-all` is the three tokens `ai-*`, and prohibits `evaluate` and `synthesise` with them.
//! Other tokens are not interpreted.
//!
//! **Lost.** The three kinds of training share `ai-train`, which says the strictest of them.
//! `data_mining`, `evaluate`, `synthesise` and `derive` can only be spoken of together with all
//! others, by `all`, which is written where all ten uses agree. Prices are in offers and not in
//! preferences.

#[cfg(test)]
mod tests;

use super::{DocumentError, Imported, check_optional_url, check_size, check_url, location, strictest, words};
use crate::{
    preferences::{Preference, Preferences},
    uses::{EVALUATE, SYNTHESISE, Use},
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use roxmltree::{Document, Node};

/// The namespace of all elements.
pub const NAMESPACE: &str = "https://rslstandard.org/rsl";

/// The type of media.
pub const MEDIA_TYPE: &str = "application/rsl+xml";

const ALL: &str = "all";
const AI_ALL: &str = "ai-all";

/// The document for the work at `url`. `licence` is the URL where a licence can be had.
///
/// # Errors
/// [`DocumentError::Value`] or [`DocumentError::TooLong`] if one of the two is no URL.
pub fn export(preferences: Preferences, url: &str, licence: Option<&str>) -> Result<String, DocumentError> {
    check_url("content url", url)?;
    check_optional_url("licence", licence)?;
    let tokens = |wanted: Preference| {
        let said = |token: &&str| strictest(preferences, |entry| entry.rsl == Some(token)) == Some(wanted);
        if preferences == Preferences::all(wanted) {
            return ALL.to_string();
        }
        // `all` is more than data mining, so it never stands for that alone.
        words(|entry| entry.rsl).into_iter().filter(|token| *token != ALL && said(token)).collect::<Vec<_>>().join(" ")
    };
    let prohibited = tokens(Preference::NotAllowed);
    let paid = match licence {
        Some(licence) => format!("<payment type=\"purchase\"><custom>{}</custom></payment>", escaped(licence)),
        None => "<payment type=\"purchase\"/>".to_string(),
    };
    let mut licences = Vec::new();
    for (permitted, payment) in
        [(tokens(Preference::Allowed), "<payment type=\"free\"/>"), (tokens(Preference::OnlyByLicence), paid.as_str())]
    {
        if !permitted.is_empty() {
            licences.push([element("permits", &permitted), element("prohibits", &prohibited), payment.to_string()]);
        }
    }
    if licences.is_empty() {
        licences.push([element("prohibits", &prohibited), String::new(), String::new()]);
    }
    let licences: String =
        licences.iter().map(|parts| format!("    <license>{}</license>\n", parts.concat())).collect();
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rsl xmlns=\"{NAMESPACE}\">\n  <content url=\"{}\">\n{licences}  \
         </content>\n</rsl>\n",
        escaped(url)
    ))
}

fn element(name: &str, tokens: &str) -> String {
    if tokens.is_empty() { String::new() } else { format!("<{name} type=\"usage\">{tokens}</{name}>") }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Reads what a document says of the work at `url` (a URL or a path).
///
/// # Errors
/// [`DocumentError`], naming what is missing or what the root is instead.
pub fn import(document: &str, url: &str) -> Result<Imported, DocumentError> {
    check_size(document)?;
    let document = Document::parse(document).map_err(|error| DocumentError::Xml(error.to_string()))?;
    let root = document.root_element();
    if !root.has_tag_name((NAMESPACE, "rsl")) {
        return Err(DocumentError::value("the root element", format!("{:?}", root.tag_name())));
    }
    let mut imported = Imported::default();
    for content in children(root, "content") {
        let pattern = content.attribute("url").ok_or(DocumentError::Missing("url of content"))?;
        let server = content.attribute("server").map(str::trim).filter(|server| !server.is_empty());
        for licence in children(content, "license") {
            let covers = covers(pattern, url);
            read(licence, server, covers.then_some(&mut imported))?;
        }
    }
    Ok(imported)
}

/// Whether a content element speaks of the work. A path is taken to be on the same server.
fn covers(pattern: &str, url: &str) -> bool {
    match (pattern.contains("://"), url.contains("://")) {
        (true, true) => location::matches(pattern, url),
        _ => location::matches(location::path(pattern), location::path(url)),
    }
}

/// Reads a licence; what it says is dropped where it is for other works.
fn read(licence: Node, server: Option<&str>, imported: Option<&mut Imported>) -> Result<(), DocumentError> {
    let mut other = Imported::default();
    let imported = imported.unwrap_or(&mut other);
    let mut free = server.is_none() && children(licence, "reporting").next().is_none();
    let mut offered: Option<String> = None;
    for payment in children(licence, "payment") {
        free &= payment.attribute("type").is_none_or(|kind| kind == "free");
        offered = offered.or_else(|| {
            ["custom", "standard"]
                .into_iter()
                .find_map(|name| children(payment, name).next().map(text).filter(|text| !text.is_empty()))
        });
    }
    let mut usages: Vec<(bool, String)> = Vec::new();
    for (permits, name, missing) in [(true, "permits", "type of permits"), (false, "prohibits", "type of prohibits")] {
        for node in children(licence, name) {
            let kind = node.attribute("type").ok_or(DocumentError::Missing(missing))?;
            let text = text(node);
            if kind == "usage" {
                usages.push((permits, text));
            } else {
                // For some users or places only: there is nobody here to compare with.
                free = false;
                imported.ignored.push(format!("{name} {kind}: {text}"));
            }
        }
    }
    for (permits, text) in usages {
        for token in text.split([' ', '\t', '\r', '\n', ',']).filter(|token| !token.is_empty()) {
            if !is_known(token) {
                let name = if permits { "permits" } else { "prohibits" };
                imported.ignored.push(format!("{name} usage: {token}"));
            } else if !permits {
                imported.say_all(|entry| is_prohibited(token, entry), Preference::NotAllowed);
            } else if free {
                imported.say_all(|entry| is_permitted(token, entry), Preference::Allowed);
            } else {
                imported.say_all(|entry| is_permitted(token, entry), Preference::OnlyByLicence);
                imported.licence_at(offered.as_deref().or(server).unwrap_or_default());
            }
        }
    }
    Ok(())
}

fn is_known(token: &str) -> bool {
    token == AI_ALL || words(|entry| entry.rsl).contains(&token)
}

fn is_permitted(token: &str, entry: &Use) -> bool {
    match token {
        ALL => entry.rsl.is_some(),
        AI_ALL => entry.rsl.is_some_and(|own| own.starts_with("ai-")),
        token => entry.rsl == Some(token),
    }
}

fn is_prohibited(token: &str, entry: &Use) -> bool {
    token == ALL || (token == AI_ALL && super::is_in(EVALUATE | SYNTHESISE, entry.bit)) || is_permitted(token, entry)
}

fn children<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name((NAMESPACE, name)))
}

fn text(node: Node) -> String {
    let text: String = node.children().filter(Node::is_text).filter_map(|part| part.text()).collect();
    text.trim().to_string()
}
