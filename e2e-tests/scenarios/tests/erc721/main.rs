//! One behaviour suite for both tokens: the records of the registry and the licences. It has what
//! OpenZeppelin's suite of ERC-721 has, as far as there are such messages here, and more.
#![allow(clippy::unwrap_used, reason = "tests")]

mod apart;
mod approvals;
mod minting;
mod ownership;
mod receivers;
mod reentry;
mod safe;
mod suite;
mod transfers;
mod views;

macro_rules! both_tokens {
    ($($module:ident: $($behaviour:ident),*;)*) => {
        mod records {
            use crate::suite::Suite;
            use ink_e2e::{ChainClient, Hub};

            $($(#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
            async fn $behaviour() {
                let suite = &mut Suite::records(client.chain());
                crate::$module::$behaviour(suite);
                suite.tell(stringify!($behaviour));
            })*)*
        }

        mod licences {
            use crate::suite::Suite;
            use ink_e2e::{ChainClient, Hub};

            $($(#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
            async fn $behaviour() {
                let suite = &mut Suite::licences(client.chain());
                crate::$module::$behaviour(suite);
                suite.tell(stringify!($behaviour));
            })*)*
        }
    };
}

both_tokens!(
    ownership: l1_balances_and_owners_follow_every_transfer,
        l2_a_transfer_ends_the_approval,
        l3_an_operator_does_what_the_owner_does,
        l3_nobody_else_moves_a_token;
    approvals: l4_approvals_that_are_refused,
        l4_an_approval_is_set_changed_and_cleared_and_each_time_told,
        l4_who_may_not_approve_is_refused,
        l4_operators_are_set_and_unset_and_each_time_told;
    transfers: l4_transfers_that_are_refused,
        l1_l3_everybody_who_may_transfers_in_every_way,
        l1_l2_a_transfer_to_the_owner_ends_the_approval_and_nothing_else,
        l3_l4_every_wrong_transfer_is_refused_by_its_name,
        l4_of_two_wrongs_the_same_one_is_always_told;
    minting: l1_a_new_token_is_told_of_and_counted,
        l6_a_contract_that_gets_a_new_token_is_not_asked;
    views: l4_views_of_what_there_is_not,
        l5_interfaces,
        l5_name_symbol_and_uri,
        l1_balances_and_owners_are_read_as_the_standard_says;
    safe: l6_a_safe_transfer_to_an_account_with_a_key,
        l6_a_receiver_is_asked_as_the_standard_says,
        l6_a_receiver_that_does_not_take_it,
        l6_our_own_contracts_take_no_tokens;
    reentry: l7_a_receiver_cannot_enter_the_token_while_it_is_asked;
);
