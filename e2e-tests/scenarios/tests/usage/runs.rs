//! Training runs and their manifests.

use crate::{
    catalogues::{told, words},
    support::{RUN, Usage, manifest},
};
use alloy_primitives::{B256, U256};
use ink_e2e::{ChainClient, Hub};
use rules::{
    manifest::Entry,
    uses::{ALL_USES, FINE_TUNE, TRAIN_GENERATIVE},
};
use scenarios::digest;
use story::{
    abi::UsageLedger::{self, Run, declareModelCall, declareRunCall, inManifestCall, runCall},
    calls::address,
    protocol::record_id,
};

const MODEL: B256 = B256::repeat_byte(0x77);
const DECLARATION: declareRunCall =
    declareRunCall { run: RUN, manifest: B256::repeat_byte(0x55), count: 4, model: B256::ZERO, uses: TRAIN_GENERATIVE };

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_run_is_declared_once_and_its_model_too() {
    let mut usage = Usage::new(client.chain());
    let (orion, delta) = (usage.cast.orion.clone(), usage.cast.delta.clone());
    let ask =
        |usage: &Usage<'_>, who: &chain::Account| usage.view(&runCall { licensee: address(who.address()), run: RUN });
    let nothing = Run { manifest: B256::ZERO, count: 0, model: B256::ZERO, uses: 0, declaredAt: 0 };
    let name_model = declareModelCall { run: RUN, model: MODEL };
    assert_eq!(ask(&usage, &orion), nothing);
    usage.refused(&orion, &name_model, UsageLedger::RunUnknown { run: RUN });

    let done = usage.send(&orion, &DECLARATION);
    let declareRunCall { run, manifest, count, model, uses } = DECLARATION;
    let (licensee, at) = (address(orion.address()), done.receipt.timestamp);
    let event = UsageLedger::RunCommitted { licensee, run, manifest, count, model, uses, at };
    assert_eq!(done.receipt.events, [told(usage.ledger, &event)]);
    let declared = Run { manifest, count, model, uses, declaredAt: at };
    assert_eq!(ask(&usage, &orion), declared);
    let again = declareRunCall { manifest: B256::repeat_byte(1), model: MODEL, ..DECLARATION };
    usage.refused(&orion, &again, UsageLedger::RunDeclared { run });
    usage.refused(&orion, &DECLARATION, UsageLedger::RunDeclared { run });

    // Nobody else's.
    assert_eq!(ask(&usage, &delta), nothing);
    usage.refused(&delta, &name_model, UsageLedger::RunUnknown { run });
    usage.send(&delta, &declareRunCall { uses: FINE_TUNE, model: MODEL, ..DECLARATION });
    usage.refused(&delta, &name_model, UsageLedger::ModelDeclared { model: MODEL });
    assert_eq!(ask(&usage, &orion), declared);

    usage.refused(&orion, &declareModelCall { run, model: B256::ZERO }, UsageLedger::ModelZero {});
    let done = usage.send(&orion, &name_model);
    let event = UsageLedger::ModelCommitted { licensee, run, model: MODEL, at: done.receipt.timestamp };
    assert_eq!(done.receipt.events, [told(usage.ledger, &event)]);
    assert_eq!(ask(&usage, &orion), Run { model: MODEL, ..declared });
    let other = declareModelCall { run, model: B256::repeat_byte(1) };
    usage.refused(&orion, &other, UsageLedger::ModelDeclared { model: MODEL });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r4_a_run_that_says_nothing_is_refused() {
    let mut usage = Usage::new(client.chain());
    let orion = usage.cast.orion.clone();
    usage.refused(&orion, &declareRunCall { run: B256::ZERO, ..DECLARATION }, UsageLedger::RunZero {});
    usage.refused(&orion, &declareRunCall { manifest: B256::ZERO, ..DECLARATION }, UsageLedger::ManifestZero {});
    usage.refused(&orion, &declareRunCall { count: 0, ..DECLARATION }, UsageLedger::CountZero {});
    for uses in [0, ALL_USES + 1, u16::MAX] {
        usage.refused(&orion, &declareRunCall { uses, ..DECLARATION }, UsageLedger::UsesInvalid { uses });
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_a_manifest_names_a_work_with_its_licence_in_its_place_only() {
    let mut usage = Usage::new(client.chain());
    let orion = usage.cast.orion.clone();
    let entries: Vec<Entry> = (0..5).map(|work| Entry { digest: digest(work), licence: 100 + work }).collect();
    let tree = manifest(&entries);
    let declaration = declareRunCall { manifest: tree.root().unwrap().into(), count: 5, ..DECLARATION };
    usage.send(&orion, &declaration);
    for (index, entry) in (0..).zip(&entries) {
        let right = inManifestCall {
            licensee: address(orion.address()),
            run: RUN,
            index,
            record: record_id(&entry.digest),
            licence: U256::from(entry.licence),
            proof: words(tree.inclusion_proof(index)),
        };
        assert!(usage.view(&right));
        for wrong in [
            inManifestCall { licensee: address(usage.cast.delta.address()), ..right.clone() },
            inManifestCall { run: B256::ZERO, ..right.clone() },
            inManifestCall { index: index + 1, ..right.clone() },
            inManifestCall { record: right.licence, ..right.clone() },
            inManifestCall { licence: right.licence + U256::from(1), ..right.clone() },
            inManifestCall { licence: right.licence + (U256::from(1) << 64), ..right.clone() },
            inManifestCall { proof: Vec::new(), ..right.clone() },
        ] {
            assert!(!usage.view(&wrong), "{wrong:?}");
        }
    }
}
