use super::*;
use rules::merkle::Tree;
use std::fs;

type Hash = fn(&[u8]) -> [u8; 32];

/// A file of its own for a test, gone at the end.
struct Written(PathBuf);

impl Written {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = std::env::temp_dir().join(format!("story-contributors-{name}-{}", std::process::id()));
        fs::write(&path, content).expect("a file for the test");
        Self(path)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn address(byte: u8) -> String {
    format!("0x{}", format!("{byte:02x}").repeat(20))
}

fn share(byte: u8, weight: u64) -> Share {
    Share { account: [byte; 20], weight }
}

fn tree(shares: &[Share]) -> Tree<Hash> {
    let mut tree: Tree<Hash> = Tree::new(keccak);
    shares.iter().for_each(|share| tree.push(&share.to_bytes()));
    tree
}

#[test]
fn a_list_is_the_tree_of_its_lines() {
    let [one, two] = [1, 2].map(address);
    let content =
        format!("# of March\naccount,weight\n\n{one},5\r\n  {two} , 7 \n\n# again\n{one},18446744073709551603");
    let written = Written::new("tree", &content);
    let shares = [share(1, 5), share(2, 7), share(1, u64::MAX - 12)];
    let expected = List {
        root: tree(&shares).root().expect("it has leaves"),
        count: 3,
        weight: u64::MAX,
        digest: Sha256::digest(&content).into(),
    };
    assert_eq!(list(&written.0).expect("a good list"), expected);
}

#[test]
fn an_account_has_a_proof_of_each_of_its_lines() {
    let shares: Vec<Share> = (0u8..50).map(|number| share(number % 7 + 1, number.into())).skip(1).collect();
    let lines = shares.iter().map(|share| format!("{},{}\n", address(share.account[0]), share.weight));
    let written = Written::new("proofs", lines.collect::<String>());
    let (list, proved) = prove(&written.0, [3; 20]).expect("it is there");
    assert_eq!(super::list(&written.0).expect("a good list"), list);
    assert_eq!(proved.iter().map(|proved| proved.index).collect::<Vec<_>>(), [1, 8, 15, 22, 29, 36, 43]);
    for Proved { index, share, proof } in proved {
        assert_eq!(share, shares[index as usize]);
        assert!(share.is_in(&keccak, &list.root, list.count, index, &proof));
    }
}

#[test]
fn a_bad_list_has_its_message_with_the_line() {
    let one = address(1);
    let reserved = format!("0x{}ff", "00".repeat(19));
    let long = format!("{one},{}", "0".repeat(MAX_LINE));
    let unchecked = "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    let cases: Vec<(String, String)> = vec![
        (format!("{one},1\n{one}\n"), format!(", line 2: `{one}`: a line is an account, a comma and a weight")),
        ("Ada,1\n".into(), ", line 1: `Ada`: an account is 0x and 40".into()),
        (format!("{unchecked},1"), format!(", line 1: `{unchecked}`: an account is 0x and 40")),
        (format!("{reserved},1"), format!(", line 1: `{reserved}`: this is one of the chain's own")),
        (format!("#\n\n{one},0"), ", line 3: a weight of zero is paid nothing".into()),
        (format!("{one},"), ", line 1: ``: a weight is a whole number".into()),
        (format!("{one},-1"), ", line 1: `-1`: a weight is a whole number".into()),
        (format!("{one},1.5"), ", line 1: `1.5`: a weight is a whole number".into()),
        (format!("{one},1,2"), ", line 1: `1,2`: a weight is a whole number".into()),
        (format!("{one},18446744073709551616"), ", line 1: `18446744073709551616`: a weight is less than 2^64".into()),
        (format!("{one},18446744073709551615\n{one},1"), ", line 2: the weights up to here add up to".into()),
        (format!("{one},1\naccount,weight\n"), ", line 2: `account`: an account is 0x and 40".into()),
        (long, ", line 1: a line has at most 1024 bytes".into()),
        (String::new(), ": there is no contributor in this list".into()),
        ("account,weight\n# nobody\n\n".into(), ": there is no contributor in this list".into()),
    ];
    for (number, (content, message)) in cases.into_iter().enumerate() {
        let written = Written::new(&format!("bad-{number}"), &content);
        let said = list(&written.0).expect_err(&content).to_string();
        assert!(said.starts_with(&format!("{}{message}", written.0.display())), "{content}: {said}");
        assert_eq!(prove(&written.0, [1; 20]).expect_err(&content).to_string(), said);
    }
    let written = Written::new("bytes", b"0x\xff,1\n");
    assert!(matches!(list(&written.0), Err(ListError::Line { line: 1, wrong: LineError::NotText, .. })));
    assert!(matches!(list(Path::new("missing.csv")), Err(ListError::Unreadable { .. })));
    assert!(matches!(list(Path::new("/")), Err(ListError::Unreadable { .. })));
    let written = Written::new("absent", format!("{one},1"));
    let said = prove(&written.0, [2; 20]).expect_err("it is not there").to_string();
    assert!(said.ends_with(": 0x0202020202020202020202020202020202020202 is not in this list"), "{said}");
}

/// A file without an end of line is not read into memory.
#[test]
fn a_line_as_long_as_can_be_is_read() {
    let line = format!("{},{}7", address(1), "0".repeat(MAX_LINE - 44));
    let written = Written::new("long", &line);
    assert_eq!(line.len(), MAX_LINE);
    assert_eq!(list(&written.0).expect("a good list").weight, 7);
}
