// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint, so that a chosen theme or a wall screen does not flash in other colours.
(function () {
  const root = document.documentElement;
  let theme = null;
  try {
    theme = localStorage.getItem("netcheck-theme");
  } catch {
    // storage is switched off: the system's theme
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (new URLSearchParams(location.search).get("wall") === "1") root.dataset.wall = "1";
})();
