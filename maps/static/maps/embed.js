// Makes the frames of the city's map in this page as high as the map in them asks to be. It reads and sends nothing else.
(() => {
  const home = new URL(document.currentScript.src).origin;
  addEventListener("message", (event) => {
    const { type, height } = event.data ?? {};
    if (event.origin !== home || type !== "city-map:height" || !(height > 0 && height < 5000)) return;
    for (const frame of document.querySelectorAll("iframe"))
      if (frame.contentWindow === event.source) frame.height = String(Math.round(height));
  });
})();
