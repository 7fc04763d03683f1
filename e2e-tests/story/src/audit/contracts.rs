//! Whether the contracts are the ones that were built, and know each other.

use super::{
    Check, Subject,
    facts::{Facts, Seen},
};
use crate::calls::address;
use alloy_primitives::{B256, keccak256};

pub(super) fn check(subject: &Subject, facts: &Facts) -> [Check; 3] {
    let Subject { journal, protocol, blobs, .. } = subject;
    let built = [&blobs.registry, &blobs.licence_token, &blobs.splitter, &blobs.terms_book].map(keccak256);
    let [registry_code, token_code, splitter_code, terms_code] = built;

    let mut code = Check::new("contracts_code", "Each contract runs the code that was built, byte for byte");
    for ((name, contract), hash) in protocol.contracts().into_iter().zip(built) {
        let found = journal.chain().code_hash(contract).map(|hash| B256::from(hash.0));
        code.same(&format!("the code hash of {name}"), &found, &Some(hash));
    }

    let mut bound =
        Check::new("contracts_bound", "The contracts were bound to each other once, each to the right code");
    let [registry, token, splitter, terms_book] = protocol.contracts().map(|(_, contract)| address(contract));
    let found: Vec<_> =
        facts.bound_registry.iter().map(|seen| (seen.event.licenceToken, seen.event.licenceTokenCode)).collect();
    bound.same("what the registry was bound to", &found, &vec![(token, token_code)]);
    let found: Vec<_> = facts
        .bound_splitter
        .iter()
        .map(|Seen { event, .. }| (event.registry, event.registryCode, event.licenceToken, event.licenceTokenCode))
        .collect();
    bound.same("what the splitter was bound to", &found, &vec![(registry, registry_code, token, token_code)]);
    let found: Vec<_> = facts
        .bound_token
        .iter()
        .map(|Seen { event, .. }| {
            (
                (event.registry, event.registryCode),
                (event.splitter, event.splitterCode),
                (event.termsBook, event.termsBookCode),
            )
        })
        .collect();
    let expected = vec![((registry, registry_code), (splitter, splitter_code), (terms_book, terms_code))];
    bound.same("what the licence token was bound to", &found, &expected);

    let mut known = Check::new("events_known", "Every event of the contracts is one that their interface names");
    known.compared = journal.transactions().iter().map(|transaction| transaction.events.len()).sum();
    known.failures.clone_from(&facts.unknown);
    [code, bound, known]
}
