// Stands in for tr46 until a host name needs it: its tables are most of what a URL parser weighs.

"use strict";

const isPlain = (domain) => /^[\x00-\x7f]*$/.test(domain) && !/xn--/i.test(domain);

module.exports = {
  toASCII(domain, options) {
    return isPlain(domain) ? domain.toLowerCase() : require("tr46-tables").toASCII(domain, options);
  },
  toUnicode(domain, options) {
    return require("tr46-tables").toUnicode(domain, options);
  },
};
