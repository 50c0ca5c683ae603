//! Export from the window: a whole file, or none.

use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::sql;
use tenantry_tests::window::{play, testid};

#[tokio::test]
async fn an_export_writes_the_whole_file_or_none() {
    play("export", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let window = stage.open_as("auditor").await;
        let folder = stage.folder.join("exports");
        std::fs::create_dir(&folder).expect("the folder is ours");
        let file = folder.join("pro.csv");
        window.go("/tenants?query=tier%3Apro&sort=-storage").await;
        let rows = window.see_grid().await;
        let count =
            sql::one(&mut admin, "select count(*) from tenantry_control.tenants where tier = 'pro'").await;
        assert_eq!(rows.to_string(), count);

        window.click(&testid("export-open")).await;
        window.fill(&testid("export-path"), &file.display().to_string()).await;
        window.click(&testid("export-start")).await;
        window.see_words(&testid("export-done"), &format!("{rows} rows")).await;
        let text = std::fs::read_to_string(&file).expect("the file is there");
        assert_eq!(text.lines().count(), rows as usize + 1, "a header and a line a tenant");
        assert_eq!(std::fs::read_dir(&folder).expect("it is there").count(), 1, "and nothing else");
        window.press("Done").await;

        // the server is made to wait, so that there is time to think better of it
        let second = folder.join("second.csv");
        sql::must(&mut admin, "begin; lock table tenantry_control.tenants in access exclusive mode").await;
        window.click(&testid("export-open")).await;
        window.fill(&testid("export-path"), &second.display().to_string()).await;
        window.click(&testid("export-start")).await;
        window.see(&testid("export-progress")).await;
        window.click(&testid("export-cancel")).await;
        window.see_words(&testid("export-dialog"), "Cancelled: no file was written.").await;
        sql::must(&mut admin, "rollback").await;
        assert_eq!(std::fs::read_dir(&folder).expect("it is there").count(), 1, "nothing was left");

        // a file that is there is not overwritten
        window.fill(&testid("export-path"), &file.display().to_string()).await;
        window.click(&testid("export-start")).await;
        window.see_words(&testid("error-path"), "exists already").await;
        assert_eq!(std::fs::read_to_string(&file).expect("it is there"), text);
        assert_eq!(window.js("return window.__xss ?? null", json!([])).await, json!(null));
    })
    .await;
}
