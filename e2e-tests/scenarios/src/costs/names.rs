//! What operations are called in JSON.

/// Operations under names that stay.
const NAMES: &[(&str, &str)] = &[
    ("register (reveal, for oneself)", "register"),
    ("registerCatalogue (reveal)", "register_catalogue"),
    ("createOffer", "offer"),
    ("purchase (one owner, paid directly)", "purchase_owner"),
    ("purchase (by the splitter, 1 payee)", "purchase_pay_1"),
    ("purchase (by the splitter, 5 payees)", "purchase_pay_5"),
    ("purchase (by the splitter, 10 payees)", "purchase_pay_10"),
    ("purchase (by the splitter, 16 payees)", "purchase_pay_16"),
    ("transferFrom (a licence)", "transfer_licence"),
    ("transferFrom", "transfer_record"),
    ("covers (asked in a transaction)", "covers"),
];

/// The name of an operation in JSON: lower case, words joined by `_`.
pub fn name(operation: &str) -> String {
    if let Some((_, name)) = NAMES.iter().find(|(text, _)| *text == operation) {
        return (*name).into();
    }
    let number = |prefix: &str| operation.strip_prefix(prefix)?.split_once(' ');
    if let Some((count, rest)) = number("purchaseMany (") {
        let of = if rest.starts_with("of one record") { "one_record" } else { "records" };
        return format!("basket_{count}_{of}_per_licence");
    }
    if operation.starts_with("claim (of a pool") {
        return "claim_merkle".into();
    }
    let words = |c: char| !c.is_ascii_alphanumeric();
    let mut name = String::new();
    for word in operation.split(words).filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push('_');
        }
        for c in word.chars() {
            if c.is_ascii_uppercase() && !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            name.push(c.to_ascii_lowercase());
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn operations_have_names_that_stay() {
        for (operation, expected) in [
            ("register (reveal, for oneself)", "register"),
            ("purchaseMany (20 of one record, each)", "basket_20_one_record_per_licence"),
            ("purchaseMany (20 of 20 records, each)", "basket_20_records_per_licence"),
            ("claim (of a pool: 24 hashes)", "claim_merkle"),
            ("registerLeaf (of 10: 4 hashes)", "register_leaf_of_10_4_hashes"),
            ("openPool", "open_pool"),
            ("settle", "settle"),
        ] {
            assert_eq!(name(operation), expected);
        }
    }
}
