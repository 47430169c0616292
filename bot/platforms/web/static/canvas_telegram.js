// What a Mini App and Telegram say to each other: documented at core.telegram.org/bots/webapps and
// core.telegram.org/api/web-events. Outside of Telegram nobody hears it.

const hash = new URLSearchParams(location.hash.slice(1));
const NOTHING = {};

function tell(eventType, eventData = NOTHING) {
  if (globalThis.TelegramWebviewProxy) globalThis.TelegramWebviewProxy.postEvent(eventType, JSON.stringify(eventData));
  else if (globalThis.external && "notify" in globalThis.external) globalThis.external.notify(JSON.stringify({ eventType, eventData }));
  else if (globalThis.parent !== globalThis) globalThis.parent.postMessage(JSON.stringify({ eventType, eventData }), "https://web.telegram.org");
  else return false;
  return true;
}

export const telegram = {
  // Who opened the page, signed by Telegram: our server looks at it.
  initData: hash.get("tgWebAppData") ?? "",

  ready() {
    if (!this.initData) return;
    tell("web_app_ready");
    tell("web_app_expand");
    tell("web_app_setup_swipe_behavior", { allow_vertical_swipe: false }); // drawing must not close it
  },

  // Ask before the page is closed while something is marked that was not sent.
  guards(isOn) {
    if (this.initData) tell("web_app_setup_closing_behavior", { need_confirmation: isOn });
  },

  close() {
    return tell("web_app_close");
  },
};
