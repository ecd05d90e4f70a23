//! Who may use a desk: users, roles, passwords, sessions, limits of rate.
