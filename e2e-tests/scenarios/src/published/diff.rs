//! How two texts differ, for people.

/// How many lines of a difference are shown.
const SHOWN: usize = 40;

/// The lines of `old` that are not in `new` (`-`) and those of `new` that are not in `old` (`+`), each
/// with its number, between what both begin and end with. Nothing where they are the same.
pub fn difference(old: &str, new: &str) -> Option<String> {
    if old == new {
        return None;
    }
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[same..], &new[same..]);
    let ends = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let show = |sign: char, lines: &[&str]| -> Vec<String> {
        let lines = &lines[..lines.len() - ends];
        let mut shown: Vec<_> = lines
            .iter()
            .take(SHOWN)
            .enumerate()
            .map(|(number, line)| format!("{sign} {:4} {line}", same + number + 1))
            .collect();
        if lines.len() > SHOWN {
            shown.push(format!("{sign} and {} lines more", lines.len() - SHOWN));
        }
        shown
    };
    let lines = [show('-', old_rest), show('+', new_rest)].concat();
    // Where only the end of the last line differs.
    Some(if lines.is_empty() { "the ends of the lines differ".into() } else { lines.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        let found = difference("a\nb\nc\nd\n", "a\nx\ny\nd\n").unwrap_or_default();
        assert_eq!(found, "-    2 b\n-    3 c\n+    2 x\n+    3 y");
        assert_eq!(difference("a\nd\n", "a\nb\nd\n").unwrap_or_default(), "+    2 b");
        assert_eq!(difference("a", "a\n").unwrap_or_default(), "the ends of the lines differ");
        let long = "x\n".repeat(50);
        assert!(difference("", &long).unwrap_or_default().ends_with("+ and 10 lines more"));
    }
}
