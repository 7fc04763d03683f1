//! The paths that RSL and TDMRep say things about: patterns of robots.txt (RFC 9309).

/// Whether a pattern covers a target. A pattern is a prefix, in which `*` stands for any run of
/// characters; a `$` at its end makes it end where the target ends.
pub(super) fn matches(pattern: &str, target: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| target.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        // The leftmost place leaves the most to what follows, so no other need be tried.
        match rest.find(part).and_then(|at| rest.get(at.saturating_add(part.len())..)) {
            Some(after) => {
                last = Some((rest, part));
                rest = after;
            }
            None => return false,
        }
    }
    // At the end it is the last part's rightmost place that counts.
    !whole || rest.is_empty() || last.is_some_and(|(before, part)| before.ends_with(part))
}

/// The path of a URL, with its query; the whole of what is a path already.
pub(super) fn path(url: &str) -> &str {
    match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_robots_txt() {
        for (pattern, target, covers) in [
            ("/", "/a", true),
            ("", "/a", true),
            ("/a", "/ab", true),
            ("/a/", "/a", false),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("/*.jpg", "/x/y.jpg?z", true),
            ("/*.jpg$", "/x/y.jpg", true),
            ("/*.jpg$", "/y.jpg.jpg", true),
            ("/*.jpg$", "/x/y.jpg?z", false),
            ("*", "anything", true),
            ("/a*b*c", "/a1b2c3", true),
            ("/a*b*c", "/acb", false),
            ("/a*b$", "/abab", true),
            ("/a*ab$", "/ab", false),
            ("$", "", true),
            ("$", "/", false),
            ("/é*", "/été", true),
        ] {
            assert_eq!(matches(pattern, target), covers, "{pattern} {target}");
        }
    }

    #[test]
    fn a_path_begins_after_the_host() {
        assert_eq!(path("https://x.example/a?b"), "/a?b");
        assert_eq!(path("https://x.example"), "/");
        assert_eq!(path("/a"), "/a");
    }
}
