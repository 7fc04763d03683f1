//! Income that goes up a line of descent in one call.

use crate::{
    market::{ADA, BEN, CHLOE, DELTA, Market, ORION, Outcome, STRANGER, part, tokens},
    support::{ODD, PLENTY, arbiter, events, paid, within_half_a_block},
};
use alloy_primitives::U256;
use chain::{Account, H160};
use rules::{challenge::Decision, ledger::HELD};
use story::{
    abi::{
        RoyaltySplitter::Deposited,
        Settlements::{NotParent, NothingDue, PathLength, Settled},
    },
    calls::{Done, address},
    protocol::NATIVE,
};

/// The parts of the parents on a way of nine steps, from the first work on, in basis points.
const SHARES: [u16; 9] = [5_000, 9_999, 3_333, 10_000, 7_777, 9_001, 1_234, 8_888, 6_543];

/// Works of these parts, each derived from the one before; the first is Ben's, the others turn by
/// turn Ada's and Chloe's. The last comes last.
fn line(market: &mut Market, shares: &[u16]) -> Result<Vec<U256>, Box<dyn std::error::Error>> {
    let mut works = vec![market.record(&BEN)?];
    for (step, share) in shares.iter().enumerate() {
        let owner = owner_of(step + 1);
        works.push(market.child(owner, &[(works[step], *share)])?);
    }
    Ok(works)
}

fn owner_of(place: usize) -> &'static Account {
    match place {
        0 => &BEN,
        place if place % 2 == 1 => &ADA,
        _ => &CHLOE,
    }
}

/// The way up from the last work of a line.
fn way(works: &[U256]) -> Vec<U256> {
    works[..works.len() - 1].iter().rev().copied().collect()
}

/// What each work of a line has got from what the last one received, from that on.
fn floors(received: u128, shares: &[u16]) -> Vec<u128> {
    let up = shares.iter().rev();
    up.scan(received, |income, share| {
        *income = *income * u128::from(*share) / 10_000;
        Some(*income)
    })
    .collect()
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_one_call_pays_the_first_author_of_ten_works_exactly() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let works = line(&mut market, &SHARES)?;
    let (last, path) = (works[9], way(&works));
    // A token goes the same way, and does not touch the chain's own money.
    let token = address(market.token(&tokens::Habit::Plain, PLENTY));
    tokens::Token::mint(market.chain, &STRANGER, story::calls::h160(token), BEN.address(), 1);
    market.bring(last, token, ODD + 1)?;
    let offer = market.offer(&ADA, last, ODD)?;
    market.buy(&ORION, offer, ODD)?;
    let owed_token = market.owed(token);
    for (currency, received) in [(NATIVE, ODD), (token, ODD + 1)] {
        let steps = floors(received, &SHARES);
        let (first, owed) = (*steps.last().unwrap(), market.owed(currency));
        assert!(first > 0);
        let before = market.chain.total_balance(BEN.address());
        let done = market.settle_path(&DELTA, (last, 1), &path, currency)?;
        assert_eq!(done.value, first);
        let expected: Vec<_> = (0..9)
            .map(|step| Settled {
                child: works[9 - step],
                parent: works[8 - step],
                childGeneration: 1,
                amount: steps[step],
                currency,
            })
            .collect();
        assert_eq!(events::<Settled>(&done.receipt), expected);
        assert_eq!(paid(&done.receipt), [(address(BEN.address()), first)], "only the last of the path is paid");
        if currency == NATIVE {
            assert_eq!(market.chain.total_balance(BEN.address()), before + first);
            assert_eq!(market.owed(token), owed_token);
        }
        assert_eq!(market.owed(currency), owed - first);
        // What each in between keeps is due to them, and nothing else.
        for (step, income) in steps.iter().enumerate() {
            let place = 8 - step;
            let left = part(*income, 10_000, if place == 0 { 0 } else { SHARES[place - 1] });
            let released = if place == 0 { left } else { 0 };
            let owner = owner_of(place).address();
            let account = market.protocol.account_in(currency, market.chain, works[place], (1, 0), owner)?;
            assert_eq!((account.received, account.earned, account.released), (*income, left, released), "{place}");
        }
        market.refused(NothingDue {}, |market| market.settle_path(&DELTA, (last, 1), &path, currency));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_only_steps_with_something_due_move_and_the_way_may_be_cut_up() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let shares = [5_000, 3_333, 10_000, 2_500];
    let works = line(&mut market, &shares)?;
    // The middle one has income of its own.
    market.bring(works[2], NATIVE, ODD)?;
    let done = market.settle_path(&STRANGER, (works[4], 1), &way(&works), NATIVE)?;
    let steps = floors(ODD, &shares[..2]);
    let moved: Vec<_> =
        events::<Settled>(&done.receipt).iter().map(|event| (event.child, event.parent, event.amount)).collect();
    assert_eq!(moved, [(works[2], works[1], steps[0]), (works[1], works[0], steps[1])]);
    assert_eq!(done.value, steps[1]);
    // The last step of a path can be one of those where nothing is due: others moved.
    market.bring(works[4], NATIVE, ODD)?;
    let done = market.settle_path(&STRANGER, (works[4], 1), &[works[3]], NATIVE)?;
    assert_eq!(done.value, ODD / 4);
    assert_eq!(paid(&done.receipt), [], "a parent that leaves nothing is paid nothing");
    market.protocol.settle(market.chain, &STRANGER, works[3], works[2])?;
    let done = market.settle_path(&STRANGER, (works[4], 1), &way(&works), NATIVE)?;
    // Counted together with what came before, to the last unit.
    let income = ODD + ODD / 4;
    let total = floors(income, &shares[..2]);
    assert_eq!(done.value, total[1] - steps[1]);
    assert_eq!(events::<Settled>(&done.receipt).len(), 2);
    // One unit that is too small to reach the last moves as far as it goes.
    market.bring(works[4], NATIVE, 8)?;
    let done = market.settle_path(&STRANGER, (works[4], 1), &way(&works), NATIVE)?;
    let received = ODD / 4 + 2;
    let up = floors(ODD + received, &shares[..2]);
    assert_eq!(done.value, up[1] - total[1]);
    let account = market.protocol.account(market.chain, works[0], (1, 0), BEN.address())?;
    assert_eq!((account.received, account.due), (up[1], 0));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s8_a_path_that_is_none_refuses_all() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let works = line(&mut market, &[5_000, 3_333, 10_000])?;
    let stranger = market.record(&CHLOE)?;
    market.bring(works[3], NATIVE, ODD)?;
    let wrong = [
        (vec![works[1]], (works[3], works[1])),
        (vec![works[2], works[0]], (works[2], works[0])),
        (vec![works[2], works[1], stranger], (works[1], stranger)),
        (vec![works[2], works[2]], (works[2], works[2])),
        (vec![works[2], works[1], works[0], works[0]], (works[0], works[0])),
        (vec![works[2], works[3]], (works[2], works[3])),
        (vec![U256::ZERO], (works[3], U256::ZERO)),
    ];
    for (path, (child, parent)) in wrong {
        market
            .refused(NotParent { child, parent }, |market| market.settle_path(&STRANGER, (works[3], 1), &path, NATIVE));
    }
    for generation in [0, 2, u32::MAX] {
        let (child, parent) = (works[3], works[2]);
        market.refused(NotParent { child, parent }, |market| {
            market.settle_path(&STRANGER, (works[3], generation), &way(&works), NATIVE)
        });
    }
    market.refused(PathLength {}, |market| market.settle_path(&STRANGER, (works[3], 1), &[], NATIVE));
    let long: Vec<U256> = way(&works).into_iter().cycle().take(17).collect();
    market.refused(PathLength {}, |market| market.settle_path(&STRANGER, (works[3], 1), &long, NATIVE));
    market.refused(NothingDue {}, |market| {
        market.settle_path(&STRANGER, (works[3], 1), &way(&works), address(CHLOE.address()))
    });
    market.owes(ODD);
    assert_eq!(
        market.settle_path(&STRANGER, (works[3], 1), &way(&works), NATIVE)?.value,
        floors(ODD, &[5_000, 3_333, 10_000])[2]
    );
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_parent_that_cannot_be_paid_stops_no_path() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let burner = market.wallet(&crate::market::evm::Habit::Loop);
    let (plain, newcomer) = (market.payees(1)[0], H160::repeat_byte(0x88));
    let first = market.record(&BEN)?;
    market.split(&BEN, first, &[(burner, 3_000), (newcomer, 3_000), (plain, 4_000)])?;
    let middle = market.record_with(&ADA, |work| {
        (work.owner, work.parents) = (burner, vec![(first.to_be_bytes(), 5_000)]);
    })?;
    let last = market.child(&ADA, &[(middle, 5_000)])?;
    market.bring(last, NATIVE, ODD)?;
    let (before, had) = (market.chain.balance(plain), market.chain.total_balance(STRANGER.address()));
    let done = market.settle_path(&STRANGER, (last, 1), &[middle, first], NATIVE)?;
    let due = ODD / 2 / 2;
    assert_eq!((done.value, market.chain.balance(plain) - before), (due, part(due, 4_000, 0)));
    let spent = had - market.chain.total_balance(STRANGER.address());
    let costs = i128::try_from(done.receipt.fee_in_evm_units())? + done.receipt.deposit_in_evm_units();
    assert_eq!(i128::try_from(spent)?, costs, "nobody pays for an account that does not exist");
    assert!(!market.chain.account_exists(newcomer));
    market.account(first, 1, newcomer, [due, part(due, 3_000, 0), 0]);
    market.owes(ODD - part(due, 4_000, 0));
    Ok(())
}

// ---------------------------------------------------------------------------------- decisions

/// A line of four works and a challenge of the third, which had income of its own before.
fn disputed<'a>(
    chain: &'a mut chain::Chain,
    arbiter: &Account,
) -> Result<(Market<'a>, Vec<U256>, u64), Box<dyn std::error::Error>> {
    let mut market = Market::with_arbiter(chain, arbiter)?;
    let works = line(&mut market, &[5_000, 2_500, 4_000])?;
    market.bring(works[2], NATIVE, ODD)?;
    let challenge = market.challenge(&DELTA, works[2])?;
    market.bring(works[3], NATIVE, ODD)?;
    Ok((market, works, challenge))
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_a_challenged_work_on_the_way_holds_its_part_and_stops_nothing_else() -> Outcome {
    let arbiter = arbiter();
    let (mut market, works, challenge) = disputed(client.chain(), &arbiter)?;
    let done = market.settle_path(&STRANGER, (works[3], 1), &way(&works), NATIVE)?;
    let held = ODD * 4_000 / 10_000;
    let own = floors(ODD, &[5_000, 2_500]);
    let moved: Vec<_> = events::<Settled>(&done.receipt).iter().map(|event| event.amount).collect();
    assert_eq!(moved, [held, own[0], own[1]]);
    let deposited = &events::<Deposited>(&done.receipt)[0];
    assert_eq!((deposited.record, deposited.version, deposited.amount), (works[2], HELD, held));
    assert_eq!(done.value, own[1]);
    // At the end of a way it is held as well, and nobody is paid.
    market.bring(works[3], NATIVE, ODD)?;
    let done = market.settle_path(&STRANGER, (works[3], 1), &[works[2]], NATIVE)?;
    assert_eq!((done.value, paid(&done.receipt)), (2 * ODD * 4_000 / 10_000 - held, vec![]));
    // Once it is rejected, what was held goes on up.
    market.decide(&arbiter, challenge, Decision::Reject)?;
    let path = way(&works);
    market.refused(NothingDue {}, |market| market.settle_path(&STRANGER, (works[3], 1), &path, NATIVE));
    let owner = owner_of(2).address();
    market.protocol.move_held(NATIVE, market.chain, &STRANGER, works[2], (1, 0), owner)?;
    let done = market.settle_path(&STRANGER, (works[3], 1), &path, NATIVE)?;
    let all = floors(ODD + 2 * ODD * 4_000 / 10_000, &[5_000, 2_500]);
    assert_eq!(done.value, all[1] - own[1]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_a_struck_works_part_falls_to_the_childs_payees_and_the_rest_goes_on() -> Outcome {
    let arbiter = arbiter();
    let (mut market, works, challenge) = disputed(client.chain(), &arbiter)?;
    market.decide(&arbiter, challenge, Decision::Strike)?;
    let before = market.chain.balance(BEN.address());
    let done = market.settle_path(&STRANGER, (works[3], 1), &way(&works), NATIVE)?;
    let fallen = ODD * 4_000 / 10_000;
    let own = floors(ODD, &[5_000, 2_500]);
    let moved: Vec<_> = events::<Settled>(&done.receipt).iter().map(|event| event.amount).collect();
    assert_eq!(moved, [fallen, own[0], own[1]], "what it earned before is not touched by the strike");
    let deposited = &events::<Deposited>(&done.receipt)[0];
    let owner = address(owner_of(3).address());
    assert_eq!((deposited.record, deposited.owner, deposited.amount), (works[3], owner, fallen));
    assert_eq!((deposited.version, deposited.parentsShare), (rules::ledger::NET, 0));
    assert_eq!(market.chain.balance(BEN.address()) - before, own[1]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_generations_of_a_child_and_on_the_way() -> Outcome {
    let arbiter = arbiter();
    let mut market = Market::with_arbiter(client.chain(), &arbiter)?;
    let works = line(&mut market, &[5_000, 2_500, 4_000])?;
    let path = way(&works);
    market.bring(works[3], NATIVE, ODD)?;
    // The child passes to somebody else: its first generation still pays.
    let challenge = market.challenge(&DELTA, works[3])?;
    market.decide(&arbiter, challenge, Decision::Pass)?;
    let (child, parent) = (works[3], works[2]);
    market.refused(NotParent { child, parent }, |market| market.settle_path(&STRANGER, (child, 2), &path, NATIVE));
    let done = market.settle_path(&STRANGER, (child, 1), &path, NATIVE)?;
    assert_eq!(done.value, floors(ODD, &[5_000, 2_500, 4_000])[2]);
    assert!(events::<Settled>(&done.receipt).iter().all(|event| event.childGeneration == 1));
    // A work on the way passes on: what moves from now on is its new owner's, who knows no parents.
    market.bring(works[2], NATIVE, ODD)?;
    let challenge = market.challenge(&DELTA, works[2])?;
    market.decide(&arbiter, challenge, Decision::Pass)?;
    market.refused(NotParent { child: works[2], parent: works[1] }, |market| {
        market.settle_path(&STRANGER, (child, 1), &path, NATIVE)
    });
    // Its first generation is the beginning of a way of its own.
    let own = market.settle_path(&STRANGER, (works[2], 1), &path[1..], NATIVE)?;
    let all = ODD * 4_000 / 10_000 + ODD;
    assert_eq!(own.value, floors(all, &[5_000, 2_500])[1] - done.value);
    let settled: Vec<Settled> = events(&own.receipt);
    assert_eq!((settled[0].child, settled[0].childGeneration), (works[2], 1));
    Ok(())
}

// -------------------------------------------------------------------------------------- costs

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x12_the_longest_way_fits_half_a_block() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees: Vec<(H160, u16)> = market.payees(16).into_iter().map(|payee| (payee, 625)).collect();
    // Each has as many parents as there can be, and the one that counts is the last.
    let mut others = Vec::new();
    for _ in 0..15 {
        others.push((market.record(&ADA)?, 1));
    }
    let mut works = vec![market.record(&ADA)?];
    market.split(&ADA, works[0], &payees)?;
    for step in 0..16 {
        let parents = [&others[..], &[(works[step], 9_900)]].concat();
        let work = market.child(&ADA, &parents)?;
        market.split(&ADA, work, &payees)?;
        works.push(work);
    }
    let last = works[16];
    market.bring(last, NATIVE, ODD)?;
    let done: Done<u128> = market.settle_path(&STRANGER, (last, 1), &way(&works), NATIVE)?;
    assert_eq!(done.value, *floors(ODD, &[9_900; 16]).last().unwrap());
    assert_eq!(events::<Settled>(&done.receipt).len(), 16);
    assert_eq!(paid(&done.receipt).len(), 16);
    within_half_a_block(&done.receipt);
    Ok(())
}
