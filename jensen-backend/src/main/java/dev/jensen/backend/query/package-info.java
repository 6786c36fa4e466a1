/// Runs a query's JSON form over an index: range, filters, order, limit, pages.
@NullMarked
package dev.jensen.backend.query;

import org.jspecify.annotations.NullMarked;
