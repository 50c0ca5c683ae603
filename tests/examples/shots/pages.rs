//! The pages, and what stands open on them.

use tenantry_tests::window::testid;

use crate::camera::{Shot, Step};
use crate::staging::Scene;

const ROW: &str = "[data-testid=tenant-row][data-slug]";

fn shot(name: &'static str, path: impl Into<String>, shown: impl Into<String>) -> Shot {
    Shot { name, path: Some(path.into()), shown: shown.into(), then: Vec::new() }
}

impl Shot {
    fn then(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.then.extend(steps);
        self
    }
}

/// What somebody sees who has just installed it.
pub(crate) fn first_run() -> Vec<Shot> {
    vec![
        shot("first-run", "/connect", testid("welcome")),
        shot("new-profile", "/connect?form=new", testid("profile-save")),
    ]
}

/// What an operator sees.
pub(crate) fn of_console(scene: &Scene) -> Vec<Shot> {
    let mut shots = lists(scene);
    shots.extend(of_tenant(scene));
    shots.extend(over_all());
    shots
}

fn lists(scene: &Scene) -> Vec<Shot> {
    vec![
        shot("connect", "/connect", testid("connect-go")),
        shot("connect-test", "/connect?profile=Staging", testid("connect-go")).then([
            Step::Click(testid("profile-test")),
            Step::See("[data-testid=profile-report][data-ok]".into()),
        ]),
        shot("fleet", "/fleet", testid("fleet-hottest")),
        shot("tenants", "/tenants", ROW),
        shot("tenants-filtered", "/tenants?query=tier%3Apro%20usage%3E80%25&sort=-storage", ROW),
        shot("tenants-refused", "/tenants?query=teir%3Apro", testid("query-error")),
        shot("tenants-empty", "/tenants?query=no-such-tenant", testid("empty-state")),
        shot("tenants-preview", format!("/tenants?preview={}", scene.busy), "[data-testid=preview] footer"),
        shot("tenants-hostile", format!("/tenants?query={}", scene.hostile), ROW),
        shot("tenants-export", "/tenants?query=tier%3Apro", ROW)
            .then([Step::Click(testid("export-open")), Step::See(testid("export-path"))]),
        shot("audit", "/audit", testid("audit-entry")),
        shot(
            "audit-entry",
            format!("/audit?tenant={}&entry={}", scene.busy, scene.entry),
            "[data-testid=audit-drawer] dl, [data-testid=diff]",
        ),
        shot("settings", "/settings", testid("log")),
        shot("operations", "/operations", testid("operations-page")),
        shot("quarantine", "/operations?view=quarantine", testid("empty-state")),
        shot("later", "/alarms", testid("empty-state")),
    ]
}

fn of_tenant(scene: &Scene) -> Vec<Shot> {
    let page = |slug: &str, tab: &str| format!("/tenants/{slug}?tab={tab}");
    let panel = |slug: &str| format!("[data-testid=tenant-page][data-slug=\"{slug}\"] [role=tabpanel]");
    let tab = |name, tab| shot(name, page(&scene.busy, tab), panel(&scene.busy));
    vec![
        tab("tenant", "overview"),
        tab("tenant-usage", "usage").then([Step::See(".uplot".into())]),
        tab("tenant-limits", "limits").then([Step::See(testid("limits-table"))]),
        tab("tenant-data", "data"),
        tab("tenant-infrastructure", "infrastructure"),
        tab("tenant-access", "access").then([Step::See(testid("audit-entry"))]),
        tab("tenant-danger", "danger"),
        shot("tenant-suspended", page(&scene.suspended, "overview"), panel(&scene.suspended)),
        shot("tenant-missing", "/tenants/no-such-tenant", testid("empty-state")),
        tab("change-tier", "overview").then([
            Step::Keys("e"),
            Step::Click(testid("act-tier-starter")),
            Step::See(testid("act-rehearsal")),
            Step::Fill(testid("act-reason"), "Asked for the smaller plan by mail"),
        ]),
        tab("override", "limits").then([
            Step::Keys("o"),
            Step::Fill(testid("act-value"), "1500"),
            Step::Click(testid("act-until-friday")),
            Step::Fill(testid("act-reason"), "Stocktaking until Friday; they asked by phone"),
        ]),
        tab("suspend", "danger").then([Step::Keys("s"), Step::See(testid("act-reason"))]),
    ]
}

fn over_all() -> Vec<Shot> {
    vec![
        shot("palette", "/tenants", ROW).then([
            Step::Click(testid("open-palette")),
            Step::Fill("[data-testid=palette] input".into(), "co"),
            Step::See("[data-testid=palette] [cmdk-item][data-value^='tenant ']".into()),
        ]),
        shot("cheat-sheet", "/tenants", ROW).then([Step::Keys("?"), Step::See(testid("cheat-sheet"))]),
        shot("new-tenant", "/tenants", ROW).then([Step::Press("New tenant"), Step::See(testid("act-slug"))]),
    ]
}
