// What a dependency finds in place of a module of Node.

"use strict";

module.exports = {};
