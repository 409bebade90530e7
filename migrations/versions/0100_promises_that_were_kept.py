"""Promises that were kept

Revision: 0100, after 0085
"""

from alembic import op
import sqlalchemy as sa


revision = '0100'
down_revision = '0085'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('ALTER TABLE events DROP CONSTRAINT events_action_check')
    op.execute("ALTER TABLE events ADD CONSTRAINT events_action_check CHECK ((action IN ('add-issues', 'answer-panel-review', 'arrange-mediation', 'cancel-session', 'change-appeal-issues', 'claim-exemption', 'close', 'complete-duty', 'concede', 'confirm-notice', 'contact-adviser', 'decide-exemption', 'decline-mediation', 'dispute-notice', 'drop-issues', 'issue-certificate', 'keep-promise', 'list-hearing', 'notify-commissioning-body', 'pass-right', 'record-agreement', 'record-appeal-outcome', 'record-directions', 'record-panel-review', 'record-session-outcome', 'register-appeal', 'reinstate-appeal', 'reissue-certificate', 'report-cannot-arrange', 'request-mediation', 'respond-to-appeal', 'send-bundle', 'widen-grounds', 'withdraw')))")


def downgrade() -> None:
    op.execute('ALTER TABLE events DROP CONSTRAINT events_action_check')
    op.execute("ALTER TABLE events ADD CONSTRAINT events_action_check CHECK ((action IN ('add-issues', 'answer-panel-review', 'arrange-mediation', 'cancel-session', 'change-appeal-issues', 'claim-exemption', 'close', 'complete-duty', 'concede', 'confirm-notice', 'contact-adviser', 'decide-exemption', 'decline-mediation', 'dispute-notice', 'drop-issues', 'issue-certificate', 'list-hearing', 'notify-commissioning-body', 'pass-right', 'record-agreement', 'record-appeal-outcome', 'record-directions', 'record-panel-review', 'record-session-outcome', 'register-appeal', 'reinstate-appeal', 'reissue-certificate', 'report-cannot-arrange', 'request-mediation', 'respond-to-appeal', 'send-bundle', 'widen-grounds', 'withdraw')))")
