/// Calls the functions of a deployment and follows its queries. Open
/// [dev.jensen.client.ConvexHttpClient] first; [dev.jensen.mapping.Values] says which Java types
/// stand for which values.
@NullMarked
package dev.jensen.client;

import org.jspecify.annotations.NullMarked;
