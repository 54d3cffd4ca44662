// Scanning with the camera, where the browser can read codes.
import { h, say, sheet } from "./dom.js";
import { t } from "./words.js";

export const canScan = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

export async function camera(found) {
  const video = h("video", { class: "camera", autoplay: true, muted: true, playsinline: true });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    say(t("camera.refused"), "warning");
    return;
  }
  video.srcObject = stream;
  const dialog = sheet(t("camera.title"), video, h("p", { class: "muted" }, t("camera.text")));
  let open = true;
  dialog.addEventListener("close", () => {
    open = false;
    for (const track of stream.getTracks()) track.stop();
  });
  const detector = new window.BarcodeDetector();
  while (open) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code?.rawValue) {
      dialog.close();
      found(code.rawValue);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
