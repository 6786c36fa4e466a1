/// Routes; decodes a request, encodes a response; decides nothing.
@NullMarked
package dev.jensen.backend.http;

import org.jspecify.annotations.NullMarked;
