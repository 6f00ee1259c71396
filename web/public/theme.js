// Before the first paint, so that a chosen theme does not flash in the other one.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('triptych.theme');
  } catch (_refused) {
    // Storage may be off; then the system decides.
  }
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
