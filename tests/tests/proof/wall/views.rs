//! Saved views: each login's own, and the shared ones to look at.

use tenantry_tests::{Fleet, sql};

fn save(name: &str, shared: bool) -> String {
    format!("select tenantry_control.save_view('{name}', 'tier:pro', '-usage', '{{name}}', {shared})")
}

#[tokio::test]
async fn a_view_is_read_changed_and_deleted_by_its_owner_alone() {
    let fleet = Fleet::fresh().await;
    let mut support = fleet.enter_as("support").await;
    sql::must(&mut support, save("my own", false)).await;
    sql::must(&mut support, save("for all", true)).await;
    for login in ["ops", "approver", "auditor"] {
        let mut other = fleet.enter_as(login).await;
        let theirs =
            "select string_agg(name, ',') from tenantry_control.visible_views where owner = 'support'";
        assert_eq!(sql::one(&mut other, theirs).await, "for all", "{login}");
        let table = "select * from tenantry_control.saved_views";
        assert_eq!(sql::must_not(&mut other, login, table).await.code, "42501");
        for name in ["my own", "for all"] {
            let delete = format!("select tenantry_control.delete_view('{name}')");
            assert_eq!(sql::must_not(&mut other, login, delete).await.code, "TN404", "{login}: {name}");
        }
        // the same name is another view: nothing of support's changes
        sql::must(&mut other, save("for all", false)).await;
    }
    let mut admin = fleet.admin().await;
    let all = "select count(*) from tenantry_control.saved_views where owner = 'support'";
    assert_eq!(sql::one(&mut admin, all).await, "2");
    let same = "select count(*) from tenantry_control.saved_views where name = 'for all'";
    assert_eq!(sql::one(&mut admin, same).await, "4");
}

#[tokio::test]
async fn a_leaking_condition_sees_no_row_that_the_view_hides() {
    let fleet = Fleet::fresh().await;
    let mut support = fleet.enter_as("support").await;
    sql::must(&mut support, save("my own", false)).await;
    let mut ops = fleet.enter_as("ops").await;
    let leak = "select count(*) from tenantry_control.visible_views where 1 / (case when name = 'my own' then 0 else 1 end) > 0";
    let seen = sql::run(&mut ops, leak).await;
    assert!(seen.is_ok(), "a division by zero would tell of a row that is not shown: {seen:?}");
}
