// What the modules under lazy/ need of the rest: each is bundled for itself and would otherwise get a
// copy of its own. main.js fills it in.

"use strict";

module.exports = { __proto__: null };
