// What scrolls sideways is reached by the keyboard: it takes the focus, and has a name for that.
(() => {
  "use strict";
  const WIDE = ".highlight pre, .table-wrapper, .math-wrapper, div.math, .cell_output .output, "
    + ".cell_output pre, article table, mjx-container[display='true']";
  const inside = "a, button, input, select, summary, [tabindex]";

  const reach = () => {
    for (const element of document.querySelectorAll(WIDE)) {
      const scrolls = getComputedStyle(element).overflowX !== "visible"
        && element.scrollWidth > element.clientWidth + 1;
      if (scrolls && !element.querySelector(inside)) element.tabIndex = 0;
      else if (!scrolls) element.removeAttribute("tabindex");
    }
  };
  const start = async () => {
    reach();
    await window.MathJax?.startup?.promise;
    reach();
    document.body.dataset.ready = "true";
  };
  addEventListener("resize", reach);
  addEventListener("load", start);
})();
