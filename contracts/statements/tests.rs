//! A ledger's numbers become everybody's, without a chain.

use crate::data::{Account, Link, Others, accounts, alone, links, rest};
use ink::H160;
use interfaces::{abi::Row, royalty_splitter::LedgerFacts};
use rules::{parents::Parent, split::Payee};

fn ledger(received: u128, parents_share: u16, released: [u128; 2]) -> LedgerFacts {
    let mut all = [0; 16];
    all[..2].copy_from_slice(&released);
    LedgerFacts { received, parents_share, released: all }
}

#[test]
fn s3_a_statement_adds_up_to_what_came_in() {
    let payees = [([1; 20], 3_333), ([2; 20], 6_667)].map(|(account, share)| Payee { account, share });
    let ledger = ledger(1_000, 1_250, [291, 7]);
    let accounts: Vec<Account> = accounts(&ledger, &payees).collect();
    assert_eq!(
        accounts,
        [
            Account { payee: [1; 20], share: 3_333, earned: 291, released: 291 },
            Account { payee: [2; 20], share: 6_667, earned: 583, released: 7 }
        ]
    );
    assert_eq!(rest(&ledger, &accounts), (125, 1));
}

#[test]
fn a_ledger_of_one_account_is_all_its() {
    let ledger = ledger(999, 0, [9, 0]);
    let accounts: Vec<Account> = accounts(&ledger, &alone(H160([7; 20]))).collect();
    assert_eq!(accounts, [Account { payee: [7; 20], share: 10_000, earned: 999, released: 9 }]);
    assert_eq!(rest(&ledger, &accounts), (0, 0));
}

#[test]
fn what_is_kept_back_is_nobodys_until_it_moves() {
    assert_eq!(rest(&ledger(999, 0, [0, 0]), &[]), (0, 999));
    assert_eq!(rest(&ledger(999, 0, [900, 0]), &[]), (0, 99));
}

#[test]
fn s12_parents_earn_on_the_gross() {
    let parents = [([1; 32], 1_250), ([2; 32], 1)].map(|(record, share)| Parent { record, share, licence: 0 });
    let links: Vec<Link> = links(&ledger(9_999, 0, [1_000, 0]), &parents).collect();
    assert_eq!(
        links,
        [
            Link { parent: [1; 32], share: 1_250, earned: 1_249, settled: 1_000 },
            Link { parent: [2; 32], share: 1, earned: 0, settled: 0 }
        ]
    );
}

#[test]
fn rows_say_what_is_due() {
    let (mut words, account) = (Vec::new(), Account { payee: [1; 20], share: 2, earned: 30, released: 10 });
    account.write(|word| words.push(*word));
    assert_eq!((words.len(), words[4][31]), (5, 20));
    let mut read = words.iter();
    assert_eq!(Account::read(|| *read.next().unwrap()), Some(account));
    let (mut words, link) = (Vec::new(), Link { parent: [1; 32], share: 2, earned: 30, settled: 5 });
    link.write(|word| words.push(*word));
    assert_eq!((words.len(), words[4][31]), (5, 25));
    let mut read = words.iter();
    assert_eq!(Link::read(|| *read.next().unwrap()), Some(link));
}

#[test]
fn the_addresses_are_those_it_was_made_with() {
    let others = Others::new(&[(H160([1; 20]), [3; 32]), (H160([2; 20]), [4; 32])]);
    assert_eq!((others.registry(), others.splitter()), (H160([1; 20]), H160([2; 20])));
}
