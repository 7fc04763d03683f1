//! Calls that only a state of its own answers: of licences that end, of money in escrow, of a run.

use crate::{contract::Contract, modules::two_works, samples::Samples};
use alloy_primitives::{B256, Bytes, U256};
use chain::TOKEN;
use rules::{
    terms::{Duration, Revocation, Terms},
    uses,
};
use scenarios::{Cast, World, digest};
use story::{
    abi::{
        Catalogues::verifyLeafCall,
        Deals::{escrowUntilCall, extendCall, quoteCall, renewCall, revocationCall, revokeCall, upgradeCall},
        Encumbrances::ancestorsCall,
        UsageLedger::{declareModelCall, declareRunCall},
    },
    protocol::{NewOffer, record_id},
};

/// In seconds.
const DAY: u64 = 86_400;

/// Adds such calls, and makes the states for them.
pub(crate) fn add(samples: &mut Samples, world: &mut World<'_>, cast: &Cast) {
    let record = record_id(&digest(2));
    let question = ancestorsCall { record, cursor: Bytes::new(), limit: 4 };
    samples.add(Contract::Encumbrances, &cast.thief, question);
    escrow(samples, world, cast, record);
    deals(samples, world, cast, record);

    let tree = two_works();
    let question = verifyLeafCall {
        catalogue: U256::from_be_bytes(tree.root().unwrap()),
        edition: 1,
        index: 1,
        record: U256::from_be_bytes(digest(61)),
        kind: 0,
        origin: 0,
        units: 1,
        metadata: B256::ZERO,
        proof: tree.inclusion_proof(1).unwrap().into_iter().map(B256::from).collect(),
    };
    samples.add(Contract::Catalogues, &cast.thief, question);

    let (run, manifest) = (B256::repeat_byte(0x31), B256::repeat_byte(0x32));
    let declare = declareRunCall { run, manifest, count: 3, model: B256::ZERO, uses: 1 };
    world.send(&cast.orion, world.protocol.usage_ledger, &declare);
    samples.replace(Contract::Usage, &cast.orion, declareModelCall { run, model: manifest });
}

fn escrow(samples: &mut Samples, world: &mut World<'_>, cast: &Cast, record: U256) {
    let terms = world.terms(&cast.ben, None, true);
    let offer = NewOffer { record, terms, unit_price: TOKEN, escrow: DAY as u32, ..NewOffer::default() };
    let offer = world.make_offer(&cast.ben, &offer);
    let licence = world.buy(&cast.orion, offer).value;
    samples.add(Contract::Deals, &cast.thief, escrowUntilCall { licence });
}

/// A licence for a month that can be renewed, extended, upgraded and revoked.
fn deals(samples: &mut Samples, world: &mut World<'_>, cast: &Cast, record: U256) {
    let terms = Terms {
        uses: uses::ALL_USES,
        users: uses::ALL_USERS,
        duration: Duration::Seconds(30 * DAY),
        exclusive: false,
        transferable: true,
        attribution: false,
        revocation: Revocation::AfterNotice(2 * DAY as u32),
        derivative_share: 0,
        resale_royalty: 0,
        document: [0; 32],
        uri: Vec::new(),
    };
    let terms = world.protocol.publish_terms(world.chain, &cast.ben, &terms).unwrap().value;
    let monthly = |unit_price| NewOffer { record, terms, unit_price, ..NewOffer::default() };
    let [offer, gift] = [3 * TOKEN, 0].map(|price| world.make_offer(&cast.ben, &monthly(price)));
    let licence = world.buy(&cast.orion, offer).value;
    // What cost nothing leaves no odd sum to be paid.
    let free = world.buy(&cast.orion, gift).value;
    let forever = world.terms(&cast.ben, None, true);
    let better =
        NewOffer { record, terms: forever, unit_price: 9 * TOKEN, upgrades_from: terms, ..NewOffer::default() };
    let better = world.make_offer(&cast.ben, &better);

    let (max, reference) = (9 * TOKEN, B256::repeat_byte(5));
    let renew = renewCall { licence, maxTotal: max, buyerReference: reference };
    samples.replace(Contract::Deals, &cast.orion, renew).value = 3 * TOKEN;
    let extend = extendCall { licence, offer, quantity: 0, maxTotal: max, buyerReference: reference };
    samples.replace(Contract::Deals, &cast.orion, extend).value = 3 * TOKEN;
    let upgrade = upgradeCall { licence: free, offer: better, quantity: 0, maxTotal: max, buyerReference: reference };
    samples.replace(Contract::Deals, &cast.orion, upgrade).value = 9 * TOKEN;
    samples.replace(Contract::Deals, &cast.ben, revokeCall { licence: free });
    samples.add(Contract::Deals, &cast.thief, revocationCall { licence });
    samples.add(Contract::Deals, &cast.thief, quoteCall { licence, way: 3, offer: better, quantity: 0 });
}
