"""One account is tied to at most one identity at a provider; the table is allauth's, the rule is ours."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0001_initial'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
    ]

    operations = [
        migrations.RunSQL(
            'CREATE UNIQUE INDEX accounts_one_identity_per_provider ON socialaccount_socialaccount (provider, user_id)',
            'DROP INDEX accounts_one_identity_per_provider',
        ),
    ]
