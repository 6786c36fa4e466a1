/// A Spring Boot service that calls as its users, and at night as itself.
@NullMarked
package com.example.tasks;

import org.jspecify.annotations.NullMarked;
