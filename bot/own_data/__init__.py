"""Your own data: `/mingle data` sends all of it, `/mingle forget me` erases it."""
