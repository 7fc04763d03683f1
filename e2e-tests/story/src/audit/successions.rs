//! Whether licences that follow on others are what they seem.

use super::{Check, LicenceFound, facts::Facts};
use alloy_primitives::U256;

/// How a licence follows on another: renewed, extended, upgraded.
const WAYS: [u8; 3] = [1, 2, 3];
/// The way of which the new licence takes the old one's place at once.
const UPGRADED: u8 = 3;
/// The bits of a licence's status that say that another followed: continued, upgraded.
const FOLLOWED: u8 = 4 | 8;

pub(super) fn check(facts: &Facts, licences: &[LicenceFound]) -> Check {
    let mut check = Check::new(
        "successions_named",
        "Every licence that follows on another names it, is of the same record, and begins when that one ends",
    );
    check.same("how many sales were told twice", &doubles(facts), &0);
    for found in licences {
        let id = found.id;
        let told = facts.particulars(id);
        let way = told.map_or(0, |told| told.way);
        let followers = licences.iter().filter(|other| other.predecessor == id).count();
        let expected = usize::from(found.licence.grant.status & FOLLOWED != 0);
        check.same(&format!("the number of licences that follow on licence {id}"), &followers, &expected);
        if found.predecessor.is_zero() {
            check.same(&format!("how licence {id} follows on none"), &way, &0);
            continue;
        }
        check.that(WAYS.contains(&way), || format!("licence {id} follows on another in no known way"));
        let Some(old) = licences.iter().find(|old| old.id == found.predecessor) else {
            check.that(false, || format!("licence {id} follows on licence {}, which there is not", found.predecessor));
            continue;
        };
        check.that(old.id < id, || format!("licence {id} follows on a later one"));
        let (new_core, old_core) = (&found.licence.core, &old.licence.core);
        check.same(&format!("the record of licence {id}"), &new_core.record, &old_core.record);
        check.same(&format!("when licence {id} begins"), &new_core.start, &old_core.expiry);
        if way != UPGRADED {
            check.same(&format!("what was credited for licence {id}"), &told.map_or(0, |told| told.credit), &0);
        }
    }
    check
}

/// How many licences have more than one event of their particulars.
fn doubles(facts: &Facts) -> usize {
    let mut licences: Vec<U256> = facts.particulars.iter().map(|seen| seen.event.licence).collect();
    let all = licences.len();
    licences.sort_unstable();
    licences.dedup();
    all - licences.len()
}
